import { expect, test } from "@jest/globals";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";
import { KEY_AND_CLOCK_RULES } from "../../../../../actions/setup-terraform-backend/src/bucket/key-failure.ts";

const explain = (code: string, summary: string) =>
  matchFailure(KEY_AND_CLOCK_RULES, {
    origin: "s3",
    code,
    summary,
    status: 403,
    bucket: { name: "fleet-state" },
  });

test.each([
  ["KMS.DisabledException", "arn:aws:kms:eu-west-1:1:key/2 is disabled.", /enable-key$/],
  ["AccessDenied", "arn:aws:kms:eu-west-1:1:key/2 is pending deletion.", /cancel-key-deletion/],
  [
    "KMS.NotFoundException",
    "Key 'arn:aws:kms:eu-west-1:1:key/2' does not exist",
    /region of the bucket/,
  ],
  ["InvalidObjectState", "not valid for the storage class", /restore-object/],
  ["RequestTimeTooSkewed", "the difference is too large", /clock/],
])("%s: %s", (code, summary, fix) => {
  expect(explain(code, summary)?.fix).toMatch(fix);
});

test.each([
  [
    "AccessDenied",
    "User: x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:x:1:key/2 because no identity-based policy allows the kms:Decrypt action",
  ],
  ["AccessDenied", "Access Denied"],
  ["NoSuchKey", "The specified key does not exist."],
])("a missing permission or object is not a problem of the key: %s %s", (code, summary) => {
  expect(explain(code, summary)).toBeUndefined();
});
