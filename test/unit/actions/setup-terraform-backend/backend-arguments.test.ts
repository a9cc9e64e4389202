import { describe, expect, it } from "@jest/globals";
import { NotValid } from "../../../../actions/lib/runtime/input-types.ts";
import {
  backendArguments,
  quote,
} from "../../../../actions/setup-terraform-backend/src/backend-arguments.ts";

describe("quote writes a text in HCL", () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ["a\\b", '"a\\\\b"'],
    ["${x} %{y} $x", '"$${x} %%{y} $x"'],
    ["a\nb\tc", '"a\\nb\\tc"'],
  ])("%j", (text, hcl) => {
    expect(quote(text)).toBe(hcl);
  });
});

describe("backend-config", () => {
  it.each<[string, string, string]>([
    ["a text in quotes", 'profile = "team a"', '"team a"'],
    ["a text without quotes, as for the tool's own option", "profile=team-a", '"team-a"'],
    ["an ARN without quotes", "kms_key_id = arn:aws:kms:x:1:key/2", '"arn:aws:kms:x:1:key/2"'],
    ["a text that begins with a digit", "workspace_key_prefix = 7-teams", '"7-teams"'],
    ["a number", "max_retries = 7", "7"],
    ["a keyword of HCL", "use_path_style=true", "true"],
    ["a list", 'allowed_account_ids = ["1", "2"]', '["1", "2"]'],
    [
      "a map in JSON",
      'endpoints = { "s3": "https://s3.example.com" }',
      '{ "s3": "https://s3.example.com" }',
    ],
    ["a text with a bracket", 'key = "a{"', '"a{"'],
    [
      "a map over several lines",
      'assume_role = {\n  # central\n  role_arn = "arn}"\n\n  tags = {\n    a = "b"\n  }\n}',
      '{\n# central\nrole_arn = "arn}"\n\ntags = {\na = "b"\n}\n}',
    ],
  ])("accepts %s", (_, given, value) => {
    expect(
      backendArguments.parse(`# ours\n${given}\nother = x\n`).map((one) => one.value),
    ).toStrictEqual([value, '"x"']);
  });

  it.each<[string, RegExp]>([
    ['access_key = "x"', /use role-arn/],
    ['secret_key="x"', /use role-arn/],
    ["token = x", /use role-arn/],
    ["no equals", /"no equals" is not name = value/],
    ["endpoints.s3 = 1", /is not name = value/],
    ["a =", /is not name = value/],
    ["profile = 'team'", /no single quotes; write profile = "team"/],
    ["region = var.region", /cannot be an expression here/],
    ["key = format(x)", /cannot be an expression here/],
    ['key = "a/${var.x}"', /not a constant/],
    ['key = "a" + "b"', /not a constant/],
    ['key = "a', /not a constant|not valid/],
    ["tags = { a = local.b }", /not a constant/],
    ['tags = { a = "b"', /not a constant/],
    ["profile = team # ours", /put the value in quotes/],
  ])("refuses %j", (line, why) => {
    const parse = () => backendArguments.parse(line);
    expect(parse).toThrow(NotValid);
    expect(parse).toThrow(why);
  });
});
