import type { ObservedFailure, Origin } from "../match-failure.ts";
import { messageOf } from "../runtime/errors.ts";

/** The error code under which an AWS SDK client throws, such as AccessDenied; "" for anything else. */
export const codeOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/**
 * Takes apart what an AWS SDK client threw.
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-smithy-client/Class/ServiceException/
 * @param operation the API operation that was called, or another name that rules know
 */
export function observeSdkError(
  origin: Origin,
  error: unknown,
  operation?: string,
): ObservedFailure {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return { origin, operation, summary: messageOf(error), code: codeOf(error), status };
}
