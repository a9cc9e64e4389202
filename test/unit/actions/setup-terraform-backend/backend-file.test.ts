import { describe, expect, it, test } from "@jest/globals";
import { backendArguments } from "../../../../actions/setup-terraform-backend/src/backend-arguments.ts";
import {
  backendFile,
  isStateElsewhere,
} from "../../../../actions/setup-terraform-backend/src/backend-file.ts";

describe("the backend file", () => {
  test("an extra line takes the place of ours, so that no argument stands twice", () => {
    const backend = {
      ...{
        bucket: "b",
        key: "k",
        region: "eu-west-1",
        encryption: { kmsKeyId: "alias/x" },
        accountId: undefined,
      },
    };
    const extra = backendArguments.parse('workspace_key_prefix = "teams"\n\nencrypt=false');
    expect(backendFile(backend, extra)).toBe(
      'bucket = "b"\nkey = "k"\nregion = "eu-west-1"\nencrypt = false\nuse_lockfile = true\nkms_key_id = "alias/x"\nworkspace_key_prefix = "teams"\n',
    );
  });

  it.each([
    ["the account that may use it", "111122223333", "", '["111122223333"]'],
    ["no account, where it is not known", undefined, "", undefined],
    ["what the user says", "111122223333", 'allowed_account_ids = ["1", "2"]', '["1", "2"]'],
  ])("the backend's credentials are checked by %s", (_, accountId, line, expected) => {
    const backend = {
      bucket: "b",
      key: "k",
      region: "eu-west-1",
      encryption: undefined,
      accountId,
    };
    const text = backendFile(backend, backendArguments.parse(line));
    expect(/^allowed_account_ids = (.*)$/m.exec(text)?.[1]).toBe(expected);
  });

  it.each([
    ["AES256", { kmsKeyId: undefined }, ["encrypt = true"]],
    [
      "a KMS key",
      { kmsKeyId: "arn:aws:kms:eu-west-1:1:key/2" },
      ["encrypt = true", 'kms_key_id = "arn:aws:kms:eu-west-1:1:key/2"'],
    ],
    ["what is not known here: nothing is said of it", undefined, []],
  ])("a bucket that encrypts with %s", (_, encryption, expected) => {
    const backend = {
      bucket: "b",
      key: "k",
      region: "eu-west-1",
      encryption,
      accountId: undefined,
    };
    const lines = backendFile(backend, []).split("\n");
    expect(lines.filter((line) => /^(?:encrypt|kms_key_id)\b/.test(line))).toStrictEqual(expected);
  });
});

it.each([
  ["", false],
  ['skip_region_validation = true\nkms_key_id = "alias/x"', false],
  ['role_arn = "arn:aws:iam::777788889999:role/s"', false],
  ['workspace_key_prefix = "teams"', true],
  ['key = "other"', true],
  ['endpoints = { s3 = "https://s3.example.com" }', true],
])("%j says that the state is elsewhere: %s", (lines, expected) => {
  expect(isStateElsewhere(backendArguments.parse(lines))).toBe(expected);
});
