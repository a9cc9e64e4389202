import { describe, expect, it, test } from "@jest/globals";
import { parseHcl } from "../../../../actions/lib/terraform/hcl.ts";
import { backendArguments } from "../../../../actions/setup-terraform-backend/src/backend-arguments.ts";
import type { BackendBlock } from "../../../../actions/lib/terraform/backend-block.ts";
import {
  backendFile,
  backendProfile,
  hasOwnCredentials,
  hasOwnKey,
  isStateElsewhere,
  ownEncryption,
  statePlace,
} from "../../../../actions/setup-terraform-backend/src/backend-file.ts";

describe("the backend file", () => {
  test("an extra line replaces the action's own line, so that no argument is there twice", () => {
    const backend = {
      bucket: "b",
      key: "k",
      region: "eu-west-1",
      encryption: { kmsKeyId: "alias/x" },
      accountId: undefined,
    };
    const extra = backendArguments.parse('workspace_key_prefix = "teams"\n\nencrypt=false');
    expect(backendFile(backend, extra, undefined)).toBe(
      'bucket = "b"\nkey = "k"\nregion = "eu-west-1"\nencrypt = false\nuse_lockfile = true\nkms_key_id = "alias/x"\nworkspace_key_prefix = "teams"\n',
    );
  });

  it.each([
    ["the account of the job", "111122223333", "", '["111122223333"]'],
    ["no account if the account is unknown", undefined, "", undefined],
    [
      "the accounts that the user gives",
      "111122223333",
      'allowed_account_ids = ["1", "2"]',
      '["1", "2"]',
    ],
  ])("allows the backend's credentials for %s", (_, accountId, line, expected) => {
    const backend = {
      bucket: "b",
      key: "k",
      region: "eu-west-1",
      encryption: undefined,
      accountId,
    };
    const text = backendFile(backend, backendArguments.parse(line), undefined);
    expect(/^allowed_account_ids = (.*)$/m.exec(text)?.[1]).toBe(expected);
  });

  it.each([
    ["AES256", { kmsKeyId: undefined }, ["encrypt = true"]],
    [
      "a KMS key",
      { kmsKeyId: "arn:aws:kms:eu-west-1:1:key/2" },
      ["encrypt = true", 'kms_key_id = "arn:aws:kms:eu-west-1:1:key/2"'],
    ],
    ["an unknown key, without arguments for the encryption", undefined, []],
  ])("writes arguments for a bucket that encrypts with %s", (_, encryption, expected) => {
    const backend = {
      bucket: "b",
      key: "k",
      region: "eu-west-1",
      encryption,
      accountId: undefined,
    };
    const lines = backendFile(backend, [], undefined).split("\n");
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
])("whether %j puts the state elsewhere: %s", (lines, expected) => {
  expect(isStateElsewhere(backendArguments.parse(lines), undefined)).toBe(expected);
});

const blockOf = (text: string, type = "s3"): BackendBlock => ({
  type,
  file: "main.tf",
  body: parseHcl(text),
});

it.each([
  ["a profile", 'profile = "ci"', true, true],
  ["keys", 'access_key = "AK"\nsecret_key = "sk"', true, true],
  ["another prefix for workspaces", 'workspace_key_prefix = "teams"', true, false],
  ["an endpoint", 'endpoints = { s3 = "https://s3.example.com" }', true, false],
  ["arguments that this action also writes", 'bucket = "b"\nkey = "k"\nregion = "r"', false, false],
  ["no other place or credentials", "encrypt = true", false, false],
])("recognizes a backend block with %s", (_, text, isElsewhere, isOfProfile) => {
  expect(isStateElsewhere([], blockOf(text))).toBe(isElsewhere);
  expect(hasOwnCredentials([], blockOf(text))).toBe(isOfProfile);
  expect(hasOwnCredentials([], blockOf(text, "local"))).toBe(false);
});

test.each([
  ["", { bucket: "b", key: "k" }],
  ["key = other/dev.tfstate", { bucket: "b", key: "other/dev.tfstate" }],
  ['bucket=c\nbucket = "d" # the last one', { bucket: "d", key: "k" }],
  ["workspace_key_prefix = teams", { bucket: "b", key: "k" }],
])("the place of the state with backend-config %j", (config, place) => {
  const extra = backendArguments.parse(config);
  expect(statePlace({ bucket: "b", key: "k" }, extra)).toStrictEqual(place);
});

test.each<[string, string, string, ReturnType<typeof backendProfile>]>([
  ["none", 'key = "k"', "", undefined],
  ["from the block", 'profile = "ci"', "", { name: "ci" }],
  [
    "from backend-config, which counts before the block",
    'profile = "ci"',
    "profile = states",
    { name: "states" },
  ],
  ["an expression", "profile = local.profile", "", "unknown"],
  ["in its own files", 'profile = "ci"', 'shared_config_files = ["aws/config"]', "unknown"],
  ["next to keys, which count first", 'profile = "ci"\naccess_key = "AK"', "", "unknown"],
  ["keys alone", 'access_key = "AK"', "", "unknown"],
  ["files without a profile", 'shared_config_files = ["a"]', "", undefined],
])("the profile of the backend: %s", (_, text, lines, expected) => {
  expect(backendProfile(backendArguments.parse(lines), blockOf(text))).toStrictEqual(expected);
  expect(backendProfile([], blockOf(text, "local"))).toBeUndefined();
});

test("backend-config with a profile has its own credentials", () => {
  expect(hasOwnCredentials(backendArguments.parse('profile = "ci"'), undefined)).toBe(true);
});

const OURS = {
  bucket: "b",
  key: "k",
  region: "eu-west-1",
  encryption: undefined,
  accountId: "111122223333",
};
const namesIn = (block: string, lines = ""): string[] =>
  backendFile(OURS, backendArguments.parse(lines), blockOf(block))
    .trim()
    .split("\n")
    .map((line) => line.replace(/ =.*/, ""));

test.each([
  ["nothing of its own", "", "", ["use_lockfile", "allowed_account_ids"]],
  [
    "a lock in another place",
    'use_lockfile = false\ndynamodb_table = "t"',
    "",
    ["allowed_account_ids"],
  ],
  ["forbidden accounts", 'forbidden_account_ids = ["1"]', "", ["use_lockfile"]],
  ["allowed accounts", 'allowed_account_ids = ["1"]', "", ["use_lockfile"]],
  [
    "allowed accounts that backend-config replaces",
    'allowed_account_ids = ["1"]',
    'allowed_account_ids = ["2"]',
    ["use_lockfile", "allowed_account_ids"],
  ],
  ["skip_requesting_account_id", "skip_requesting_account_id = true", "", ["use_lockfile"]],
  [
    "skip_requesting_account_id that backend-config turns off",
    "skip_requesting_account_id = true",
    "skip_requesting_account_id = false",
    ["use_lockfile", "allowed_account_ids", "skip_requesting_account_id"],
  ],
  [
    "forbidden accounts in backend-config",
    "",
    'forbidden_account_ids = ["1"]',
    ["use_lockfile", "forbidden_account_ids"],
  ],
])("a workspace with %s keeps it", (_, block, lines, names) => {
  expect(namesIn(block, lines)).toStrictEqual(["bucket", "key", "region", ...names]);
});

test.each<[string, string, string, Record<string, string>, boolean]>([
  ["the block", 'kms_key_id = "alias/pier"', "", {}, true],
  ["the block, as a key of the customer", 'sse_customer_key = "MTIz"', "", {}, true],
  ["backend-config", "", "kms_key_id = alias/pier", {}, true],
  ["the environment", "", "", { AWS_SSE_CUSTOMER_KEY: "MTIz" }, true],
  ["no place", "encrypt = true", "", { AWS_SSE_CUSTOMER_KEY: "" }, false],
])("the key of the state is given by %s", (_, block, lines, environment, expected) => {
  expect(hasOwnKey(backendArguments.parse(lines), blockOf(block), environment)).toBe(expected);
});

test.each([
  ["backend-config", 'kms_key_id = "alias/a"', 'kms_key_id = "alias/b"', { kmsKeyId: "alias/a" }],
  ["the block", "", 'kms_key_id = "alias/b"', { kmsKeyId: "alias/b" }],
  ["an expression that only the tool knows", "", "kms_key_id = local.key", undefined],
  ["a key of the customer", 'sse_customer_key = "x"', "", undefined],
])(
  "objects next to the state are encrypted with the key of the workspace: %s",
  (_, line, body, key) => {
    const extra = backendArguments.parse(line);
    expect(
      ownEncryption(extra, { type: "s3", body: parseHcl(body), file: "main.tf" }),
    ).toStrictEqual(key);
  },
);
