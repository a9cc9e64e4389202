import { expect, test } from "@jest/globals";
import { KEY_NOT_USABLE, keyAdvice } from "../../../../../actions/lib/aws/kms-key.ts";

test.each([
  ["api error KMS.DisabledException: arn:aws:kms:eu-west-1:1:key/2 is disabled.", /enable-key$/],
  ["KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is pending deletion.", /cancel-key-del/],
  ["KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is pending import.", /key material$/],
  [
    "KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/mrk-2 is pending replica deletion.",
    /cancel-key-del/,
  ],
  [
    "KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is unavailable.",
    /connect-custom-key-store/,
  ],
  ["KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is creating.", /again in a minute$/],
  ["KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is in an unknown state.", /describe-key$/],
  ["KMS.InvalidKeyUsageException: arn:aws:kms:x:1:key/2 key usage is SIGN_VERIFY", /symmetric/],
  ["KMS.NotFoundException: Invalid keyId alias/fleet", /exists in the region of the bucket/],
  ["KMS.NotFoundException: Alias arn:aws:kms:x:1:alias/y is not found.", /exists in the region/],
  ["KMS.NotFoundException: Key 'arn:aws:kms:x:1:key/2' does not exist", /exists in the region/],
  ["The ciphertext refers to a customer master key that does not exist", /kms:Decrypt/],
])("%s", (text, fix) => {
  expect(text).toMatch(KEY_NOT_USABLE);
  expect(keyAdvice(text)).toMatch(fix);
});

test("only a key that is pending deletion has a deletion to cancel", () => {
  const text = "KMS.KMSInvalidStateException: arn:aws:kms:x:1:key/2 is unavailable.";
  expect(keyAdvice(text)).not.toMatch(/deletion/);
});

test("a missing object is not taken for a missing key", () => {
  expect("The specified key does not exist.").not.toMatch(KEY_NOT_USABLE);
});
