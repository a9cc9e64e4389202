import type { Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { State } from "../../../lib/terraform/state.ts";
import { differences } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { noiseRuleOf } from "./drift-noise.ts";
import { indexMakers } from "./made-by.ts";

/** An object that differs from the state although Terraform did nothing. */
export interface Drift {
  change: ResourceChange;
  /** Those that somebody made. */
  differences: Difference[];
  /** Those that nobody made, each with the rule that says so. */
  noise: { difference: Difference; rule: string }[];
}

/**
 * The objects that were changed outside of Terraform, and apart from them those that only look so: right after an apply
 * nearly every object has "drifted", because servers count versions and providers fill in what they had not read
 * before. Every difference is drift, additions included, unless a rule names it as noise.
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
  // Of an object that is gone every attribute is gone.
  if (isGone(change)) return drift;
  for (const difference of differences(change.change)) {
    const rule = noiseRuleOf(difference, change, makers);
    if (rule === undefined) drift.differences.push(difference);
    else drift.noise.push({ difference, rule });
  }
  return drift;
}

/** The object no longer exists. */
export const isGone = ({ change }: ResourceChange): boolean => change.actions.includes("delete");
