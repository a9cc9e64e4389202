import { describe, expect, it, test } from "@jest/globals";
import { NotValid } from "../../../../actions/lib/runtime/input-types.ts";
import {
  backendArguments,
  backendFile,
  isStateElsewhere,
  quote,
} from "../../../../actions/setup-terraform-backend/src/backend-file.ts";

describe("the backend file", () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ["a\\b", '"a\\\\b"'],
    ["${x} %{y} $x", '"$${x} %%{y} $x"'],
    ["a\nb\tc", '"a\\nb\\tc"'],
  ])("quotes %j as HCL", (text, hcl) => {
    expect(quote(text)).toBe(hcl);
  });

  test("an extra line takes the place of ours, so that no argument stands twice", () => {
    const backend = {
      ...{ bucket: "b", key: "k", region: "eu-west-1", kmsKeyId: "alias/x", accountId: undefined },
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
    const backend = { bucket: "b", key: "k", region: "eu-west-1", kmsKeyId: undefined, accountId };
    const text = backendFile(backend, backendArguments.parse(line));
    expect(/^allowed_account_ids = (.*)$/m.exec(text)?.[1]).toBe(expected);
  });

  it.each([
    'access_key = "x"',
    'secret_key="x"',
    'token = "x"',
    "no equals",
    "endpoints.s3 = 1",
    "a =",
  ])("refuses %s", (line) => {
    expect(() => backendArguments.parse(line)).toThrow(NotValid);
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
