import { describe, expect, test } from "@jest/globals";
import { leadingCode, parseAwsError } from "../../../../../actions/lib/aws/error-text.ts";

describe("parseAwsError", () => {
  test.each([
    [
      "operation error S3: PutObject, https response error StatusCode: 403, RequestID: X, HostID: Y, api error AccessDenied: Access Denied",
      { code: "AccessDenied", status: 403, operation: "S3 PutObject" },
    ],
    [
      "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: X, AccessDeniedException: no",
      { code: undefined, status: 400, operation: "Secrets Manager GetSecretValue" },
    ],
    [
      "AccessDenied: Access Denied\n\tstatus code: 403, request id: X",
      { code: undefined, status: 403, operation: undefined },
    ],
    ["The deploy token is expired: AccessDenied.", undefined],
    ["", undefined],
  ])("%j", (text, expected) => {
    expect(parseAwsError(text)).toStrictEqual(expected);
  });
});

test.each([
  ["reading EC2 VPC (vpc-1): ExpiredToken: gone", "ExpiredToken"],
  ["creating VPC: UnauthorizedOperation: You are not authorized", "UnauthorizedOperation"],
  ["AccessDenied: Access Denied", "AccessDenied"],
  ["Forbidden: no", "Forbidden"],
  ["creating S3 Bucket: no", undefined],
  ["the word AccessDenied alone", undefined],
])("the leading code of %j is %s", (text, code) => {
  expect(leadingCode(text)).toBe(code);
});
