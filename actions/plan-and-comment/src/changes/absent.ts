import type { Plan } from "../../../lib/terraform/plan-json.ts";

/**
 * Addresses that are to be replaced and that no object of the plan has. The tool says nothing of them: the plan looks as if
 * nothing had been asked for.
 * @param replace addresses of objects, or of a resource with instances
 */
export function absentAmong(plan: Plan, replace: readonly string[]): string[] {
  const planned = (plan.resource_changes ?? []).map(({ address }) => address);
  return replace.filter(
    (wanted) => !planned.some((address) => address === wanted || address.startsWith(`${wanted}[`)),
  );
}
