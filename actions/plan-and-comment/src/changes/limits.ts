import { furtherPlanArguments, optionValuesIn } from "../../../lib/terraform/arguments.ts";
import type { PlanOptions } from "../../../lib/terraform/arguments.ts";
import { isRefreshOnly } from "../../../lib/terraform/has-changes.ts";
import type { Plan } from "../../../lib/terraform/plan-json.ts";

/**
 * Lists what a plan did not look at, each in words that follow "Not looked at:". An empty plan says nothing about
 * these.
 * @param environment may contain arguments too: TF_CLI_ARGS and TF_CLI_ARGS_plan
 */
export function limitsOf(
  plan: Plan,
  { refresh, targets = [], extra = [] }: Pick<PlanOptions, "refresh" | "targets" | "extra">,
  environment: Readonly<Record<string, string>>,
): string[] {
  const given = furtherPlanArguments(extra, environment);
  const targeted = [...targets, ...optionValuesIn(given, "target")];
  const excluded = optionValuesIn(given, "exclude");
  const isPart =
    targeted.length + excluded.length > 0 ||
    given.some((argument) => /^-(?:target|exclude)-file=/.test(argument));
  const limits: string[] = [];
  if (refresh === false || given.some((argument) => /^-refresh=(?:0|f|false)$/i.test(argument)))
    limits.push("the real objects (refresh is off, so the plan relies on the state)");
  if (
    given.some((argument) => /^-refresh-only(?:=(?:1|t|true))?$/i.test(argument)) ||
    (!isPart && isRefreshOnly(plan))
  )
    limits.push("the configuration (the plan only refreshes the state)");
  if (targeted.length > 0) limits.push(`everything that ${targeted.join(", ")} does not need`);
  if (excluded.length > 0) limits.push(`${excluded.join(", ")} and what depends on it`);
  if (given.some((argument) => /^-(?:target|exclude)-file=/.test(argument)))
    limits.push("what the target file or exclude file leaves out");
  return limits;
}
