import type { ResourceChange } from "../../golden/terraform/workspace.ts";

type Json = unknown;

/** Patterns of values that every account and every run generates again, with their replacements. */
const MADE_UP: readonly [RegExp, string][] = [
  [/\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d\d:?\d\d)/g, "TIME"],
  [/\d{4}-\d{2}-\d{2} [\d:.]+ \+0000 UTC/g, "GO-TIME"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID"],
  [/\brtb-[0-9a-f]{17}/g, "rtb-ID"],
  [/\b([a-z]+)-[0-9a-f]{17}\b/g, "$1-ID"],
  [/\bAROA[A-Z0-9]+/g, "AROA-ID"],
  [/-\d{17,18}[\da-f]{8,9}\b/g, "-UNIQUE"],
  [/\/id\/[0-9A-F]{32}/g, "/id/ID"],
  [/\b(ip|ec2)(?:-\d+){4}/g, "$1-ADDRESS"],
  [/\bv\d+\.\d+\.\d+-eksbuild\.\d+\b/g, "vN-eksbuild.N"],
  // The same zone name means another zone in each account.
  [/\b([a-z]+\d)-az\d\b/g, "$1-azN"],
  // Each world has its own caller.
  [/^arn:aws:sts::(\d+):(?:assumed-role|user)\/\S+$/, "arn:aws:sts::$1:CALLER"],
];

/** Attributes whose values an API generates and that have no recognisable form. */
const FREE =
  /^(?:public_ip|private_ip|uid|resource_version|cluster_ips?|node_port|endpoint|data|user_id)$/;

/** Returns a value with its generated parts replaced. null and undefined do not change. */
export function stable(value: Json, name = ""): Json {
  if (value === null || value === undefined || value === "" || value === true || value === false)
    return value;
  if (FREE.test(name) && typeof value !== "object") return "MADE-UP";
  if (typeof value === "string")
    return MADE_UP.reduce((text, [form, word]) => text.replace(form, word), value);
  if (Array.isArray(value)) {
    if (/^cluster_ips$/.test(name)) return value.map(() => "MADE-UP");
    return value.map((part) => stable(part)).sort(byText);
  }
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, stable(part, key)]));
}

/** Compares by text. Sets come in any order, so the order of lists does not count here. */
const byText = (one: Json, other: Json): number =>
  JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;

/** Returns the paths at which a tree of after_unknown or after_sensitive has `true`. */
function marked(tree: Json, path = ""): string[] {
  if (tree === true) return [path];
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, part]) =>
    marked(part, path === "" ? key : `${path}.${key}`),
  );
}

type Change = ResourceChange["change"] & { after_sensitive?: unknown };

/** Returns everything that a plan says about one new resource. */
export const creation = ({ change }: ResourceChange): Json => ({
  actions: change.actions,
  after: stable(change.after),
  unknown: marked(change.after_unknown).sort(),
  sensitive: marked((change as Change).after_sensitive).sort(),
});

/** Returns what a plan changes in one resource, and why the resource has to be replaced. */
const alteration = ({ change }: ResourceChange): Json => ({
  actions: change.actions,
  replacedFor: (change.replace_paths ?? []).map((path) => path.join(".")).sort(),
  unknown: marked(change.after_unknown).sort(),
  sensitive: marked((change as Change).after_sensitive).sort(),
  changed:
    change.before === null || change.after === null
      ? null
      : differing(change.before, change.after, change.after_unknown),
});

function differing(before: object, after: object, unknown: object): Json {
  const [one, other, open] = [before, after, unknown].map(
    (part) => part as Record<string, unknown>,
  );
  const names = Object.keys(one ?? {}).filter(
    (name) =>
      open?.[name] !== true && JSON.stringify(one?.[name]) !== JSON.stringify(other?.[name]),
  );
  return Object.fromEntries(
    names.map((name) => [name, [stable(one?.[name], name), stable(other?.[name], name)]]),
  );
}

/** Returns what the plan does: by address, every resource that it changes. */
export const altered = (changes: readonly ResourceChange[]): Record<string, Json> =>
  Object.fromEntries(
    changes
      .filter(({ mode, change }) => mode === "managed" && change.actions.join() !== "no-op")
      .map((change): [string, Json] => [change.address, alteration(change)])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
