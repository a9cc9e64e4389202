import { permissionFix } from "../../../lib/aws/refusal.ts";
import { observeSdkError } from "../../../lib/aws/sdk-error.ts";
import { NO_ANSWER, PROXY_LOGIN, PROXY_LOGIN_FIX, UNTRUSTED } from "../../../lib/no-answer.ts";
import { matchFailure } from "../../../lib/match-failure.ts";
import type { FailureRule, ObservedFailure } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";

/**
 * An archived image answers as one that does not exist.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive_restore_image.html
 */
export const RESTORE =
  "restore it (aws ecr update-image-storage-class --target-storage-class STANDARD, which takes up to 20 minutes)";

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
  {
    origin: "ecr",
    when: [
      { code: /^(?:RequestExpired|RequestTimeTooSkewed)$/ },
      { summary: /Signature (?:expired|not yet current)/i },
    ],
    reason: "ecr-error",
    fix: "set the clock of the runner: its time differs from that of AWS by more than some minutes",
  },
  {
    origin: "ecr",
    when: { code: /^ExpiredToken/ },
    reason: "ecr-error",
    fix: "run the job again, with role-arn or with credentials that live longer",
  },
  {
    origin: "ecr",
    when: {
      code: /^(?:UnrecognizedClientException|InvalidClientTokenId|(?:Invalid|Incomplete)SignatureException)$/,
    },
    reason: "ecr-error",
    fix: "check the credentials of the job, and that its account has enabled the region",
  },
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
    fix: "raise the quota of ECR that is named (Service Quotas in the AWS console), or delete what is not needed any more",
  },
  {
    origin: "ecr",
    when: {
      code: /^(?:InvalidParameterException|InvalidTagParameterException|ValidationException)$/,
    },
    reason: "ecr-error",
    fix: "correct what ECR names: the name of a repository or a tag",
  },
  {
    origin: "ecr",
    when: { code: /^UnreadableAnswer$/ },
    reason: "ecr-error",
    fix: "let the proxy or firewall of the runner pass requests to ECR: HTTPS_PROXY and NO_PROXY of the job say which way they take",
  },
  {
    origin: "ecr",
    when: { summary: UNTRUSTED },
    reason: "ecr-error",
    fix: "give the CA of the proxy that opens TLS in NODE_EXTRA_CA_CERTS, or let requests to AWS pass it (NO_PROXY)",
  },
  { origin: "ecr", when: { summary: PROXY_LOGIN }, reason: "ecr-error", fix: PROXY_LOGIN_FIX },
  {
    origin: "ecr",
    when: [{ code: NO_ANSWER }, { summary: NO_ANSWER }],
    reason: "ecr-error",
    fix: "check that the runner reaches ECR: its network and DNS, and HTTPS_PROXY and NO_PROXY of the job",
  },
  {
    origin: "ecr",
    when: { code: /^ImageInaccessible$/ },
    reason: "ecr-error",
    fix: `when ECR has archived the image, ${RESTORE}; then run the job again`,
  },
  {
    origin: "ecr",
    when: { code: /^Kms(?:Error|Exception)$/ },
    reason: "ecr-error",
    fix: "enable the KMS key of the repository, and let its policy allow what ECR needs; then run the job again",
  },
];

/**
 * An error of the ECR API as an action error.
 * @param doing what was asked for, such as "creating the repository x"
 */
export const ecrError = (error: unknown, doing: string): ActionError =>
  // Of the credentials: nothing was asked of ECR.
  error instanceof ActionError ? error : toActionError(observeSdkError("ecr", error), doing, error);

/** A failure that ECR reports in the body of a good answer, or that an error was read into. */
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
    message: `ECR failed at ${doing}: ${/^(?:Error|UnreadableAnswer)$/.test(code) ? "" : `${code}: `}${summary}`,
    fix:
      known?.fix ??
      "run the job again; https://health.aws.amazon.com shows whether ECR has trouble in this region",
    cause,
  });
}
