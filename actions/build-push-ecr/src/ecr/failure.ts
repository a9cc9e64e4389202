import { permissionFix } from "../../../lib/aws/refusal.ts";
import { observeSdkError } from "../../../lib/aws/sdk-error.ts";
import { serviceRules } from "../../../lib/aws/service-failures.ts";
import { matchFailure } from "../../../lib/match-failure.ts";
import type { FailureRule, ObservedFailure } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";

/**
 * ECR answers as if an archived image did not exist.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive_restore_image.html
 */
export const RESTORE =
  "restore it (aws ecr update-image-storage-class --target-storage-class STANDARD, which takes up to 20 minutes)";

export const RULES: readonly FailureRule[] = [
  {
    // Before rules about permissions: it is the other registry that denies the access.
    origin: "ecr",
    when: { code: /^(?:Upstream|UnableTo(?:Get|List)Upstream|UnableTo(?:Access|Decrypt)Secret)/ },
    reason: "ecr-error",
    fix: "a pull-through cache rule is for this repository, so ECR asks another registry about its images: give images of your own a repository outside of the prefix of the rule, or correct the secret of the rule (ecr-pullthroughcache/… in Secrets Manager)",
  },
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
  ...serviceRules("ecr", "ecr-error", "ECR"),
  {
    origin: "ecr",
    when: { code: /^RepositoryNotFoundException$/ },
    reason: "repository-not-found",
    fix: "somebody has deleted the repository meanwhile: create it again, then run the job again",
  },
  {
    origin: "ecr",
    when: { code: /^LimitExceededException$/ },
    reason: "ecr-error",
    fix: "raise the ECR quota that the message names (Service Quotas in the AWS console), or delete what is no longer needed",
  },
  {
    origin: "ecr",
    when: {
      code: /^(?:InvalidParameterException|InvalidTagParameterException|ValidationException)$/,
    },
    reason: "ecr-error",
    fix: "correct the repository name or tag that ECR names",
  },
  {
    origin: "ecr",
    when: { code: /^ImageInaccessible$/ },
    reason: "ecr-error",
    fix: `if ECR has archived the image, ${RESTORE}; then run the job again`,
  },
  {
    origin: "ecr",
    when: { code: /^Kms(?:Error|Exception)$/ },
    reason: "ecr-error",
    fix: "enable the KMS key of the repository, and let its policy allow what ECR needs; then run the job again",
  },
];

/**
 * Turns an error of the ECR API into an action error.
 * @param doing what was requested, such as "creating the repository x"
 */
export const ecrError = (error: unknown, doing: string): ActionError =>
  // An error of the credentials: no request was sent to ECR.
  error instanceof ActionError ? error : toActionError(observeSdkError("ecr", error), doing, error);

/**
 * Turns a failure into an action error: one that ECR reports in the body of a successful answer, or one read from an
 * error.
 */
export function toActionError(
  failure: ObservedFailure,
  doing: string,
  cause?: unknown,
): ActionError {
  const { code = "", summary } = failure;
  const known = matchFailure(RULES, failure);
  if (known?.reason === "access-denied")
    return new ActionError({ ...known, message: `AWS refused ${doing}: ${summary}`, cause });
  return new ActionError({
    reason: known?.reason ?? "ecr-error",
    message: `ECR failed while ${doing}: ${/^(?:Error|UnreadableAnswer)$/.test(code) ? "" : `${code}: `}${summary}`,
    fix:
      known?.fix ??
      "run the job again; https://health.aws.amazon.com shows whether ECR has problems in this region",
    cause,
  });
}
