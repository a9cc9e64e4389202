import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { anyMark, isObject, marksOf, valueAt } from "../../../lib/terraform/values.ts";
import type { Side } from "../changes/side.ts";
import type { Finding } from "./finding.ts";
import { kubernetesTypeOf } from "./kubernetes-type.ts";
import { SWITCH_RULES } from "./protection-rules.ts";
import type { ProtectionRule } from "./protection-rules.ts";
import { AMOUNT_RULES } from "./retention-rules.ts";

/** A protection that a change takes away, or something of which the change keeps less. */
export interface Weakening extends Finding {
  kind: "guards" | "keeps";
}

interface Rule extends Pick<ProtectionRule, "types" | "kind"> {
  place: Path;
  /** Returns what the change of a value means, in words; undefined if it takes nothing away. */
  test: (before: Json, after: Json) => string | undefined;
}

const switches = SWITCH_RULES.flatMap(({ places, protects, text, ...rule }) =>
  places.map((place): Rule => ({
    ...rule,
    place,
    test: (before, after) => (protects(before) && !protects(after) ? text : undefined),
  })),
);

const amounts = AMOUNT_RULES.flatMap(({ places, unset, forever, text, ...rule }) =>
  places.map((place): Rule => ({
    ...rule,
    place,
    test: (before, after) => {
      const [old, amount] = [before ?? unset, after ?? unset];
      if (typeof old !== "number" || typeof amount !== "number") return undefined;
      const isLess = amount !== forever && (old === forever || amount < old);
      return isLess ? text(amount) : undefined;
    },
  })),
);

/** Rules by the first step of their place, because most attributes of an object have no rule. */
const RULES = new Map<unknown, Rule[]>();
for (const rule of [...switches, ...amounts])
  RULES.set(rule.place[0], [...(RULES.get(rule.place[0]) ?? []), rule]);

/**
 * Returns the protections that an object loses while it stays, or that its replacement does not have. Sensitive values,
 * and values that are known only after the apply, are left out.
 */
export function weakeningsOf(change: ResourceChange): Weakening[] {
  const { before, after, actions } = change.change;
  if (!isObject(before) || !isObject(after) || actions.includes("no-op")) return [];
  const type = kubernetesTypeOf(change);
  const isReplaced = actions.length > 1;
  const found: Weakening[] = [];
  for (const name of Object.keys(before)) {
    const rules = RULES.get(name) ?? [];
    const places = new Set<string>();
    for (const { place, types, kind, test } of rules) {
      const key = JSON.stringify(place);
      // What an object has kept goes with it if it is replaced, whatever this attribute says.
      if (places.has(key) || types?.test(type) === false || (isReplaced && kind === "keeps"))
        continue;
      if (isHidden(change, place)) continue;
      const [old, now] = [valueAt(before, place) ?? null, valueAt(after, place) ?? null];
      const text = test(old, now);
      if (text === undefined) continue;
      places.add(key);
      const difference = { steps: place, before: side(old), after: side(now), forces: false };
      const said = isReplaced ? `once it is replaced, ${text}` : text;
      found.push({ change, difference, text: said, kind: kind ?? "guards" });
    }
  }
  return found;
}

const side = (value: Json): Side => ({ kind: "value", value });

function isHidden({ change }: ResourceChange, place: Path): boolean {
  const marks = [change.before_sensitive, change.after_sensitive, change.after_unknown];
  return marks.some((mark) => anyMark(place.reduce(marksOf, mark)));
}
