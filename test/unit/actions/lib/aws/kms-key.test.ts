import { expect, test } from "@jest/globals";
import { KEY_NOT_USABLE, keyAdvice } from "../../../../../actions/lib/aws/kms-key.ts";

test.each([
  ["api error KMS.DisabledException: arn:aws:kms:eu-west-1:1:key/2 is disabled.", /enable-key$/],
  ["KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is pending deletion.", /cancel-key-del/],
  ["KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is pending import.", /key material$/],
  ["KMS.NotFoundException: Invalid keyId alias/fleet", /key's policy/],
  ["The ciphertext refers to a customer master key that does not exist", /kms:Decrypt/],
])("%s", (text, fix) => {
  expect(text).toMatch(KEY_NOT_USABLE);
  expect(keyAdvice(text)).toMatch(fix);
});

test("a missing object is not taken for a missing key", () => {
  expect("The specified key does not exist.").not.toMatch(KEY_NOT_USABLE);
});
