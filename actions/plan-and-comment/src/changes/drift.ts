import type { Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { State } from "../../../lib/terraform/state.ts";
import { differences } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { noiseRuleOf } from "./drift-noise.ts";
import { indexMakers } from "./made-by.ts";

/** An object that differs from the state although Terraform did nothing. */
export interface Drift {
  change: ResourceChange;
  /** Differences that somebody made. */
  differences: Difference[];
  /** Differences that nobody made, each with the rule that says so. */
  noise: { difference: Difference; rule: string }[];
}

/**
 * Separates the objects that were changed outside of Terraform from the objects that only look so. Right after an
 * apply, nearly every object has "drifted": servers count versions, and providers fill in what they had not read
 * before. Every difference is drift, including additions, unless a rule names it as noise.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export function driftOf(plan: Plan): { drift: Drift[]; noise: Drift[] } {
  const makers = indexMakers((plan.prior_state ?? {}) as State);
  const found = (plan.resource_drift ?? []).map((change) => sortDifferences(change, makers));
  const isReal = (one: Drift) => one.differences.length > 0 || isGone(one.change);
  return {
    drift: found.filter(isReal),
    noise: found.filter((one) => !isReal(one) && one.noise.length > 0),
  };
}

function sortDifferences(change: ResourceChange, makers: ReturnType<typeof indexMakers>): Drift {
  const drift: Drift = { change, differences: [], noise: [] };
  // If the object is gone, all its attributes are gone too, and need no sorting.
  if (isGone(change)) return drift;
  for (const difference of differences(change.change)) {
    const rule = noiseRuleOf(difference, change, makers);
    if (rule === undefined) drift.differences.push(difference);
    else drift.noise.push({ difference, rule });
  }
  return drift;
}

/** Returns whether the object no longer exists. */
export const isGone = ({ change }: ResourceChange): boolean => change.actions.includes("delete");
