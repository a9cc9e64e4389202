import { explainPolicy } from "../../../lib/aws/refusal.ts";
import { observeSdkError } from "../../../lib/aws/sdk-error.ts";

/** Codes of 400 and 409 that are about the request or its moment, and would be the answer for any bucket. */
const NOT_OF_THE_SETTING =
  /^(?:ExpiredToken|InvalidToken|TokenRefreshRequired|RequestTimeout|AuthorizationHeaderMalformed|IncorrectEndpoint|OperationAborted)$/;

/**
 * Matches refusals that no permission of the role changes: MFA delete, policies of others, and the block of public
 * policies.
 */
const BEYOND_THE_ROLE =
  /\bmfa\b|because no (?!identity-based)[a-z -]+ allows|\bblock ?public ?policy\b/i;

/**
 * Returns whether S3 cannot take a setting on this bucket, however the role is set up. After a plain 403, this is
 * false: the role lacks a permission, or the bucket belongs to another account.
 * @param error what the SDK threw for the change of the setting
 */
export function isSettingImpossible(error: unknown): boolean {
  const { status, code = "", summary } = observeSdkError("s3", error);
  if (status === 403) return explainPolicy(summary) !== undefined || BEYOND_THE_ROLE.test(summary);
  // 501: a store that is compatible with S3 but does not have the setting.
  return [400, 409, 501].includes(status ?? 0) && !NOT_OF_THE_SETTING.test(code);
}
