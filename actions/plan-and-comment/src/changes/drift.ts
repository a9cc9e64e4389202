import { pathText } from "../../../lib/terraform/attribute-path.ts";
import type { Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { differences, isBlank } from "./difference.ts";
import type { Difference } from "./difference.ts";

/** An object that was changed outside of Terraform. */
export interface Drift {
  change: ResourceChange;
  differences: Difference[];
}

/** Counters of the server: nobody changes them by hand. */
const COUNTERS = /(?:^|\.)(?:resource_version|generation|observed_generation)$/;

/**
 * The drift that matters to a reader. Right after an apply nearly every object has "drifted": servers count versions
 * and fill in defaults. So a value that appeared where there was none counts only when the plan reacts to it, or when
 * something planned depends on it (`relevant_attributes`). A value that changed or went away always counts.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export function driftOf(plan: Plan): Drift[] {
  const reacting = new Set(
    (plan.resource_changes ?? [])
      .filter(({ change }) => change.actions.join() !== "no-op")
      .map(({ address }) => address),
  );
  const relevant = new Map<string, string[]>();
  for (const { resource, attribute } of plan.relevant_attributes ?? [])
    relevant.set(resource, [...(relevant.get(resource) ?? []), pathText(attribute)]);
  return (plan.resource_drift ?? []).flatMap((change) => {
    const matters = (one: Difference) =>
      !COUNTERS.test(one.path) &&
      (!isBlank(one.before) ||
        reacting.has(change.address) ||
        (relevant.get(change.address) ?? []).some((path) => isWithin(one.path, path)));
    const found = differences(change.change).filter(matters);
    return found.length > 0 || isGone(change) ? [{ change, differences: found }] : [];
  });
}

/** The object no longer exists. */
export const isGone = ({ change }: ResourceChange): boolean => change.actions.includes("delete");

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
