import { expect, test } from "@jest/globals";
import { encryptionOf } from "../../../../../actions/lib/aws/object-encryption.ts";

test("a write names its encryption, unless the bucket decides", () => {
  expect(encryptionOf(undefined)).toStrictEqual({});
  expect(encryptionOf({})).toStrictEqual({ ServerSideEncryption: "AES256" });
  expect(encryptionOf({ kmsKeyId: "alias/state" })).toStrictEqual({
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: "alias/state",
  });
});
