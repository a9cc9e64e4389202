import * as z from "zod/mini";
import { NotValid, yaml } from "../../../lib/runtime/input-types.ts";
import type { InputType } from "../../../lib/runtime/input-types.ts";
import { describeIssue } from "../../../lib/text/form-issues.ts";
import { EXPECTATION_FORM, NotAnExpectation, parseExpectation } from "../readiness/expectation.ts";
import type { Expectation } from "../readiness/expectation.ts";
import { ownKindOf, silentKindOf, silentProblems } from "./kinds.ts";

/** A parsed entry of the input `workloads`. `shown` names it in messages. */
export type WantedWorkload = { namespace: string; shown: string } & (
  | {
      by: "name";
      /** As it was written: any of the names by which the API server knows the kind. */
      kind: string;
      /** Undefined = any group. */
      group: string | undefined;
      name: string;
      expected: Expectation[];
    }
  | { by: "selector"; selector: string }
  | { by: "helm-release"; release: string }
);

/** Each entry is listed separately, so more entries would take long. */
const MOST = 50;

const NAME = "kind/name, for example deployment/web or certificate.cert-manager.io/shop-tls";
const NAME_PATTERN =
  /^(?<kind>[A-Za-z][A-Za-z0-9-]*)(?:\.(?<group>[a-z0-9.-]+))?\/(?<name>[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?)$/;
const SELECTOR = "a label selector, for example app=web,tier in (api,worker)";
const RELEASE = "the name of a Helm release, for example shop";

const pattern = (expected: string, accepted: RegExp) =>
  z.string(expected).check(z.regex(accepted, expected));

// Strict: with a misspelt key, less would be watched than intended.
const ENTRY = z.strictObject({
  namespace: pattern("a namespace, for example shop", /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  workload: z.optional(pattern(NAME, NAME_PATTERN)),
  selector: z.optional(pattern(SELECTOR, /^[A-Za-z!][\w./=!(), -]*$/)),
  "helm-release": z.optional(pattern(RELEASE, /^[a-z0-9](?:[a-z0-9.-]{0,51}[a-z0-9])?$/)),
  for: z.optional(z.union([z.string(), z.array(z.string())], EXPECTATION_FORM)),
});
type Entry = z.infer<typeof ENTRY>;

const WAYS = ["workload", "selector", "helm-release"] as const;

const ENTRIES = yaml(z.array(z.looseObject({}, "a mapping"), "a list"), {
  name: "YAML list",
  expected:
    "a YAML list such as [{namespace: shop, workload: deployment/web}, {namespace: shop, selector: app=web}, {namespace: shop, helm-release: shop}]",
  empty: [],
  scalars: "text",
});

/** The input `workloads`. */
export const wantedWorkloads: InputType<WantedWorkload[], WantedWorkload[]> = {
  ...ENTRIES,
  empty: [],
  parse(given) {
    const entries = ENTRIES.parse(given);
    if (entries.length === 0) throw new NotValid("it is empty");
    if (entries.length > MOST)
      throw new NotValid(`it has ${entries.length} entries, ${MOST} at most`);
    const read = entries.map(readEntry);
    const problems = read.flatMap((one, index) =>
      Array.isArray(one) ? one.map((problem) => `entry ${index + 1}: ${problem}`) : [],
    );
    if (problems.length > 0) throw new NotValid(problems.join(" ").replace(/\.$/, ""));
    return read.filter((one): one is WantedWorkload => !Array.isArray(one));
  },
};

/** Returns an entry, or what is wrong with it as sentences. */
function readEntry(given: Record<string, unknown>): WantedWorkload | string[] {
  const result = ENTRY.safeParse(given);
  if (!result.success)
    return result.error.issues.flatMap((issue) => describeIssue(ENTRY, issue, given));
  const entry = result.data;
  const ways = WAYS.filter((key) => entry[key] !== undefined);
  if (ways.length !== 1)
    return [
      `${ways.length === 0 ? "nothing says what to watch" : `${ways.join(" and ")} are given together`}. Expected one of workload (${NAME}), selector (${SELECTOR}) or helm-release (${RELEASE}).`,
    ];
  const { namespace, selector, "helm-release": release } = entry;
  const hasExpectation = entry.for !== undefined && entry.workload === undefined;
  if (hasExpectation)
    return ["for: it is only valid with workload. Expected no for, or a workload."];
  if (selector !== undefined)
    return { by: "selector", namespace, selector, shown: `selector ${selector} in ${namespace}` };
  if (release !== undefined)
    return {
      by: "helm-release",
      namespace,
      release,
      shown: `Helm release ${namespace}/${release}`,
    };
  return readNamed(entry);
}

function readNamed({
  namespace,
  workload = "",
  for: given = [],
}: Entry): WantedWorkload | string[] {
  const { kind = "", group, name = "" } = NAME_PATTERN.exec(workload)?.groups ?? {};
  const problems: string[] = [];
  const expected: Expectation[] = [];
  for (const text of [given].flat())
    try {
      expected.push(parseExpectation(text));
    } catch (error) {
      if (!(error instanceof NotAnExpectation)) throw error;
      const why = error.message === "" ? `Expected ${EXPECTATION_FORM}` : error.message;
      problems.push(`for: "${text}" is not valid. ${capitalize(why)}.`);
    }
  problems.push(...expectationProblems(workload, { kind, group }, [given].flat()));
  if (problems.length > 0) return problems;
  return {
    by: "name",
    namespace,
    kind,
    group,
    name,
    expected,
    shown: `${workload} in ${namespace}`,
  };
}

/** Returns expectations that could never be met, for the kinds that are known without asking a cluster. */
function expectationProblems(
  workload: string,
  { kind, group }: { kind: string; group: string | undefined },
  expected: readonly string[],
): string[] {
  const own = ownKindOf(kind, group);
  if (own !== undefined)
    return expected.length === 0
      ? []
      : [
          `for: "${expected.join(", ")}" cannot be used with ${workload}: a ${own} has rules of its own (every pod of the newest template ready). Expected no for.`,
        ];
  const silent = silentKindOf(kind, group);
  return silent === undefined ? [] : silentProblems(silent, workload, expected);
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
