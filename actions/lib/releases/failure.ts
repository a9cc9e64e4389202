import { permissionFix } from "../aws/refusal.ts";
import { codeOf, observeSdkError } from "../aws/sdk-error.ts";
import { NO_ANSWER } from "../no-answer.ts";
import { matchFailure, rulesOf } from "../match-failure.ts";
import type { ObservedFailure } from "../match-failure.ts";
import { ActionError } from "../runtime/errors.ts";

interface StoreFailure extends ObservedFailure {
  origin: "s3";
  /** Such as s3://bucket/key. */
  address: string;
}

const PASSING_CODES =
  /^(?:ConditionalRequestConflict|OperationAborted|RequestTimeout|RequestTimeTooSkewed|SlowDown|InternalError|ServiceUnavailable)$/;

/** What S3 says about the release store, from the most specific rule to the most general. */
const RULES = rulesOf<StoreFailure>("s3", [
  {
    when: { code: /^NoSuchBucket$/ },
    reason: "bucket-missing",
    message: ({ address }) => `${address} cannot be read: the bucket does not exist`,
    fix: "run setup-terraform-backend with `backend-mode: ensure`, or correct the bucket's name",
  },
  {
    when: { code: /^(?:ExpiredToken|TokenRefreshRequired)/ },
    reason: "credentials-expired",
    message: ({ address }) => `the AWS session ended before ${address} was served`,
    fix: "give role-arn, so that the action renews its credentials, or raise the role's maximum session duration",
  },
  {
    when: [{ code: /^AccessDenied/ }, { status: /^403$/ }],
    reason: "access-denied",
    message: ({ address, operation, summary }) =>
      `S3 refused ${operation ?? "a request"} for ${address}: ${summary}`,
    fix: ({ summary, address }) =>
      permissionFix(
        summary,
        `allow the role s3:GetObject, s3:PutObject and s3:ListBucket for ${address}`,
      ),
  },
  {
    when: [
      { code: NO_ANSWER },
      { summary: NO_ANSWER },
      { code: PASSING_CODES },
      { status: /^(?:429|5\d\d)$/ },
    ],
    reason: "store-unavailable",
    message: ({ address, summary }) => `S3 did not serve ${address}: ${summary}`,
    fix: "check the network and the proxy of the runner, then run the job again; https://health.aws.amazon.com shows incidents",
  },
  {
    when: { address: /./ },
    reason: "store-refused",
    message: ({ address, operation, summary }) =>
      `S3 refused ${operation ?? "a request"} for ${address}: ${summary}`,
    fix: "correct what S3 names: usually the bucket, its region (aws-region) or its policy",
  },
]);

/**
 * Returns whether the same request may succeed soon: after no answer, throttling, a fault of S3, or two writes at the
 * same moment (409). A failed condition (412) stays failed.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof ActionError) return false;
  return toStoreError(error, "", "s3://").reason === "store-unavailable";
}

/** Returns whether a condition of a write failed: somebody else wrote the object, or removed the object to replace. */
export const isConflict = (error: unknown): boolean =>
  ["PreconditionFailed", "NoSuchKey"].includes(codeOf(error)) ||
  observeSdkError("s3", error).status === 412;

/**
 * Returns S3's answer, or a missing answer, as an action error. An action error about the credentials is returned as it
 * is.
 */
export function toStoreError(error: unknown, operation: string, address: string): ActionError {
  if (error instanceof ActionError) return error;
  const observed = observeSdkError("s3", error, operation);
  const { code: connection } = error as { code?: unknown };
  const code = typeof connection === "string" ? connection : observed.code;
  const failure: StoreFailure = { ...observed, origin: "s3", address, code };
  const known = matchFailure(RULES, failure);
  if (known === undefined) throw error;
  return new ActionError({ ...known, message: known.message ?? failure.summary, cause: error });
}
