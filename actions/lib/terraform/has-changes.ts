import { kindOf } from "./plan-json.ts";
import type { Plan } from "./plan-json.ts";
import { resourcesOf } from "./state.ts";
import type { State } from "./state.ts";

/**
 * Returns whether applying a plan would change anything, according to the plan itself: the exit code of `plan
 * -detailed-exitcode` does not survive every wrapper. Terraform since 1.8 says so in the plan; for others this counts
 * what the tool itself counts. A plan that only refreshes writes into the state what differs.
 * https://github.com/hashicorp/terraform/blob/main/internal/plans/changes.go (Changes.Empty)
 */
export function hasChanges(plan: Plan): boolean {
  if (plan.applyable !== undefined) return plan.applyable;
  return (
    (plan.resource_changes ?? []).some((change) => kindOf(change) !== "none") ||
    (plan.deferred_changes ?? []).length > 0 ||
    (plan.action_invocations ?? []).length > 0 ||
    (plan.deferred_action_invocations ?? []).length > 0 ||
    Object.values(plan.output_changes ?? {}).some(({ actions }) => actions.join() !== "no-op") ||
    (isRefreshOnly(plan) && (plan.resource_drift ?? []).some((drift) => kindOf(drift) !== "move"))
  );
}

/**
 * Returns whether a plan only refreshes. A plan that compares lists every object of the state, at least as unchanged. A
 * plan that only refreshes lists none. A plan whose targets do not exist lists none either.
 */
export const isRefreshOnly = (plan: Plan): boolean =>
  plan.resource_changes === undefined &&
  resourcesOf((plan.prior_state ?? {}) as State).some(({ mode }) => mode === "managed");
