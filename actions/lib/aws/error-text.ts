/** What AWS said, as far as the output of another program repeats it. */
export interface AwsErrorFacts {
  /** Such as AccessDenied; undefined if AWS sent only a status. */
  code: string | undefined;
  /** HTTP status. */
  status: number | undefined;
  /** Such as `S3 PutObject`. */
  operation: string | undefined;
}

/**
 * Reads an AWS error in a text: the form of the Go SDK 2 ("operation error S3: PutObject, https response error
 * StatusCode: 403, RequestID: ..., api error AccessDenied: ..."), or parts of it.
 * https://github.com/aws/smithy-go/blob/main/errors.go
 * @returns undefined if the text contains no AWS error; a sentence that only contains such words is not one
 */
export function parseAwsError(text: string): AwsErrorFacts | undefined {
  const operation = /operation error ([\w ]+): (\w+)/.exec(text);
  const status = /\bStatusCode: (\d{3})\b|\bstatus code: (\d{3}), request id:/.exec(text);
  const code = /\bapi error ([A-Z]\w+)/.exec(text)?.[1];
  if (operation === null && status === null && code === undefined) return undefined;
  return {
    code,
    status: status === null ? undefined : Number(status[1] ?? status[2]),
    operation: operation === null ? undefined : `${operation[1] ?? ""} ${operation[2] ?? ""}`,
  };
}

/**
 * Returns a code in front of its sentence, as older SDKs print it: "creating VPC: UnauthorizedOperation: You are not
 * ...".
 */
export const leadingCode = (text: string): string | undefined =>
  /(?:^|[\s:])([A-Z][a-z]+(?:[A-Z][a-z]+)+|Forbidden)(?=: )/.exec(text)?.[1];
