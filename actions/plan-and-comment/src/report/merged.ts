import { fence } from "../../../lib/markdown/escape.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { blockAddress } from "../../../lib/terraform/address.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { Cause, Causes } from "../causes/causes.ts";
import { differences } from "../changes/difference.ts";
import type { Difference } from "../changes/difference.ts";
import type { Instances } from "../changes/instances.ts";
import { briefLines } from "./brief.ts";
import { foldDifferences, placeOf } from "./fold.ts";
import { count, oneLine } from "./text.ts";

/** Instances that are compared with each other; of more the rest is counted. */
const COMPARED = 24;
/** Most lines of one entry of a comment. */
const LINES = 60;
/** Most keys that one line names. */
const KEYS = 3;
/** Different values of one attribute that are shown. */
const VARIANTS = 6;

/** `open`: with the number of what is left out. `brief`: without it, where a title says it for all of them. */
export type Form = "open" | "brief";

/** What differs in one instance, place by place, and how much is not shown of it. */
interface Member {
  key: string;
  places: Map<string, string[]>;
  computed: number;
  /** By the words that count them. */
  folded: ReadonlyMap<string, number>;
}

/**
 * The differences of all instances of a block as one diff fence: what is the same in all of them once, the rest for each
 * key. "" when there is nothing to see.
 */
export function mergedBody(
  instances: Instances,
  causes: Causes,
  redact: Redact,
  form: Form = "open",
): string {
  const lines = mergedLines(instances, causes, redact, form);
  return lines.length === 0 ? "" : fence(lines.join("\n"), "diff");
}

/** The lines of it. */
export function mergedLines(
  { changes, keys }: Instances,
  causes: Causes,
  redact: Redact,
  form: Form,
): string[] {
  const members = changes.slice(0, COMPARED).map((change, at) => {
    const inTitle = namedInTitle(causes.of(change), form === "brief" && changes.length === 1);
    return memberOf(change, keys[at] ?? "", causes, redact, inTitle);
  });
  const lines = mergeLines(members);
  // Of what comes as a whole nothing differs but that.
  const alone = changes.every(({ change }) => placeOf(change) === "alone");
  if (lines.length === 0 && (alone || form === "brief")) return [];
  const rest = lines.length - LINES;
  if (rest > 0) lines.splice(LINES, rest, `  … ${count(rest)} more lines`);
  const others = changes.length - members.length;
  if (others > 0) lines.push(`  … ${count(others)} more instances are in the full report`);
  const notes = form === "open" ? notShown(members) : "";
  return notes === "" ? lines : [...lines, notes];
}

/** How much is left out of an instance; of several, the most that is left out of one. */
function notShown(members: readonly Member[]): string {
  const most = new Map<string, number>();
  for (const { computed, folded } of members)
    for (const [words, number] of [["known after apply", computed] as const, ...folded])
      most.set(words, Math.max(number, most.get(words) ?? 0));
  const parts = [...most]
    .filter(([, number]) => number > 0)
    .map(([words, number]) => `${count(number)} ${words}`);
  return parts.length === 0 ? "" : `  not shown: ${parts.join(", ")}`;
}

function memberOf(
  change: ResourceChange,
  key: string,
  causes: Causes,
  redact: Redact,
  /** Steps of what the title says with both values already. */
  inTitle: ReadonlySet<string>,
): Member {
  const block = blockAddress(change.address);
  const { references } = causes;
  const place = placeOf(change.change);
  const found = differences(change.change).filter(
    ({ steps }) => !inTitle.has(JSON.stringify(steps)),
  );
  const isSet = references.has(block)
    ? (steps: Difference["steps"]) =>
        references.sets(block, steps) &&
        !(place === "replaced" && causes.isRemade(references.of(block, String(steps[0])).blocks))
    : undefined;
  const { shown, computed, folded } = foldDifferences(found, place, "folded", isSet);
  const places = new Map<string, string[]>();
  const { before, after } = change.change;
  for (const { place: path, lines } of briefLines(shown, { before, after }, redact))
    places.set(path, [...(places.get(path) ?? []), ...lines]);
  return { key, places, computed: computed.length, folded };
}

/** Places that the title of an entry speaks of: what comes from another object, and of one object its own change. */
function namedInTitle(cause: Cause | undefined, withOwn: boolean): Set<string> {
  const { own = [], follows = [] } = cause ?? {};
  return new Set([...follows, ...(withOwn ? own : [])].map(({ steps }) => JSON.stringify(steps)));
}

function mergeLines(members: readonly Member[]): string[] {
  const places = new Set(members.flatMap((one) => [...one.places.keys()]));
  return [...places].flatMap((place) => {
    const variants = new Map<string, string[]>();
    for (const { key, places: own } of members) {
      const lines = own.get(place);
      if (lines === undefined) continue;
      const text = lines.join("\n");
      variants.set(text, [...(variants.get(text) ?? []), key]);
    }
    const all = [...variants];
    const [first] = all;
    if (first?.[1].length === members.length) return first[0].split("\n");
    const template = templateOf(all, members.length);
    if (template !== undefined) return [template];
    const shown = all
      .slice(0, VARIANTS)
      .flatMap(([text, keys]) => withKeys(text.split("\n"), keys));
    const rest = all.length - VARIANTS;
    return rest > 0 ? [...shown, `  … ${count(rest)} more values of it`] : shown;
  });
}

/** The lines with the keys that they are about behind the sign of the first one. */
function withKeys([first = "", ...more]: string[], keys: readonly string[]): string[] {
  const rest = keys.length - KEYS;
  const names = keys.slice(0, KEYS).join(" ") + (rest > 0 ? ` and ${count(rest)} more` : "");
  return [`${first.slice(0, 1)} ${oneLine(names)}${first.slice(1)}`, ...more];
}

/** One line for values that differ by nothing but the key of their instance; undefined when they do not. */
function templateOf(
  variants: readonly (readonly [string, readonly string[]])[],
  members: number,
): string | undefined {
  if (variants.length !== members) return undefined;
  const templates = variants.map(([text, [key = ""]]) => {
    const [, name = ""] = /^\["?(.+?)"?\]$/s.exec(key) ?? [];
    return name.length > 1 && text.includes(name) ? text.replaceAll(name, "{key}") : undefined;
  });
  const [first] = templates;
  return first !== undefined && !first.includes("\n") && templates.every((one) => one === first)
    ? first
    : undefined;
}
