import { explainPolicy } from "../../../lib/aws/refusal.ts";
import { observeSdkError } from "../../../lib/aws/sdk-error.ts";

/** Codes of 400 and 409 that are about the request or its moment, and would be the answer for any bucket. */
const NOT_OF_THE_SETTING =
  /^(?:ExpiredToken|InvalidToken|TokenRefreshRequired|RequestTimeout|AuthorizationHeaderMalformed|IncorrectEndpoint|OperationAborted)$/;

/** Refusals that no right of the role changes: MFA delete, policies of others, and the block of public policies. */
const BEYOND_THE_ROLE =
  /\bmfa\b|because no (?!identity-based)[a-z -]+ allows|\bblock ?public ?policy\b/i;

/**
 * Whether S3 cannot take a setting on this bucket, however the role is set up. A plain 403 is not one: the role misses
 * a right, or the bucket belongs to another account.
 * @param error what the SDK threw for the change of the setting
 */
export function isSettingImpossible(error: unknown): boolean {
  const { status, code = "", summary } = observeSdkError("s3", error);
  if (status === 403) return explainPolicy(summary) !== undefined || BEYOND_THE_ROLE.test(summary);
  // 501: a store that speaks S3 and does not have the setting.
  return [400, 409, 501].includes(status ?? 0) && !NOT_OF_THE_SETTING.test(code);
}
