import type { ObservedFailure, Origin } from "../match-failure.ts";
import { messageOf } from "../runtime/errors.ts";

/** Returns the error code that an AWS SDK client throws, such as AccessDenied; "" for any other error. */
export const codeOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/**
 * Returns the HTTP status of an answer that an SDK client could not read, such as a page; undefined for all other
 * errors. The SDK sets `$fault` (whose fault it is) only for answers that it could read. For others it throws whatever
 * error its parser hit: https://github.com/aws/aws-sdk-js-v3/issues/6342
 */
export function unreadableStatus(error: unknown): number | undefined {
  const { $response, $fault } = error as {
    $response?: { statusCode?: number };
    $fault?: "client" | "server";
  };
  return $fault === undefined ? $response?.statusCode : undefined;
}

/**
 * Splits what an AWS SDK client threw into the parts of a failure. An answer that it could not read has the code
 * `UnreadableAnswer`.
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
  const unreadable = unreadableStatus(error);
  if (unreadable !== undefined) {
    const summary = `the answer (${unreadable}) does not come from AWS; it may come from a proxy or a login page`;
    return { origin, operation, summary, code: "UnreadableAnswer", status };
  }
  return { origin, operation, summary: messageOf(error), code: codeOf(error), status };
}
