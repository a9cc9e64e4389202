import { expect, test } from "@jest/globals";
import { isSettingImpossible } from "../../../../../actions/setup-terraform-backend/src/bucket/setting-impossible.ts";

const answer = (status: number, name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

test.each([
  [403, "AccessDenied", "This operation requires MFA authentication"],
  [403, "AccessDenied", "not authorized because no service control policy allows the action"],
  [403, "AccessDenied", "public policies are blocked by the BlockPublicPolicy setting"],
  [400, "InvalidBucketAclWithObjectOwnership", "Bucket has ACLs set"],
  [409, "InvalidBucketState", "Object Lock needs versioning"],
  [501, "NotImplemented", "A header you provided implies functionality that is not implemented"],
])("S3 cannot take the setting: %i %s %s", (status, code, message) => {
  expect(isSettingImpossible(answer(status, code, message))).toBe(true);
});

test.each([
  [403, "AccessDenied", "Access Denied"],
  [403, "AccessDenied", "because no identity-based policy allows the s3:PutBucketPolicy action"],
  [400, "ExpiredToken", "The provided token has expired."],
  [409, "OperationAborted", "A conflicting operation is in progress"],
  [503, "SlowDown", "Please reduce your request rate."],
])("another role, time or attempt could set it: %i %s %s", (status, code, message) => {
  expect(isSettingImpossible(answer(status, code, message))).toBe(false);
});

test("a broken connection says nothing about the setting", () => {
  expect(isSettingImpossible(new Error("connect ECONNREFUSED"))).toBe(false);
});
