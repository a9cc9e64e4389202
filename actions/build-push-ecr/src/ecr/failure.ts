import { permissionFix } from "../../../lib/aws/refusal.ts";
import { observeSdkError } from "../../../lib/aws/sdk-error.ts";
import { matchFailure } from "../../../lib/match-failure.ts";
import type { FailureRule, ObservedFailure } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";

export const RULES: readonly FailureRule[] = [
  {
    origin: "ecr",
    when: [{ code: /AccessDenied/ }, { summary: /not authorized to perform:? ecr:\w+/ }],
    reason: "access-denied",
    fix: ({ summary }) =>
      permissionFix(
        summary,
        "compare the role's policy with Permissions in the README of this action",
      ),
  },
];

/**
 * An error of the ECR API as an action error.
 * @param doing what was asked for, such as "creating the repository x"
 */
export const ecrError = (error: unknown, doing: string): ActionError =>
  toActionError(observeSdkError("ecr", error), doing, error);

/** A failure that ECR reports in the body of a good answer, or that an error was read into. */
export function toActionError(
  failure: ObservedFailure,
  doing: string,
  cause?: unknown,
): ActionError {
  const { code = "", summary } = failure;
  const known = matchFailure(RULES, failure);
  if (known !== undefined)
    return new ActionError({ ...known, message: `AWS refused ${doing}: ${summary}`, cause });
  return new ActionError({
    reason: "ecr-error",
    message: `ECR failed at ${doing}: ${code}: ${summary}`,
    fix: "run the job again; https://health.aws.amazon.com shows whether ECR has trouble in this region",
    cause,
  });
}
