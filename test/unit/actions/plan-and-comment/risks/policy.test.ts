import { describe, expect, it, test } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import {
  denials,
  wideStatements,
} from "../../../../../actions/plan-and-comment/src/risks/policy.ts";

it.each<[string, Json, string[]]>([
  [
    "everybody",
    { Effect: "Allow", Principal: "*" },
    ["every AWS account and everybody else is allowed"],
  ],
  [
    "everybody, in the list of accounts",
    { Effect: "Allow", Principal: { AWS: ["*"] } },
    ["every AWS account and everybody else is allowed"],
  ],
  [
    "everybody, under a condition",
    { Effect: "Allow", Principal: "*", Condition: { Bool: {} } },
    ["every AWS account and everybody else is allowed, under a condition"],
  ],
  [
    "everybody but some principals",
    { Effect: "Allow", NotPrincipal: { AWS: "1" } },
    ["everybody but the principals named is allowed"],
  ],
  ["every action", { Effect: "Allow", Action: "*" }, ["every action is allowed"]],
  [
    "every action of IAM",
    { Effect: "Allow", Action: ["s3:GetObject", "iam:*"], Resource: "*" },
    ["every action of IAM is allowed, so every right can be taken"],
  ],
  ["every action of IAM on one role", { Effect: "Allow", Action: "iam:*", Resource: "a" }, []],
  [
    "all actions but some",
    { Effect: "Allow", NotAction: "iam:*" },
    ["every action but those named is allowed"],
  ],
  [
    "a service",
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
    [],
  ],
  ["a denial", { Effect: "Deny", Principal: "*", Action: "*" }, []],
])("a statement for %s", (_, statement, wanted) => {
  const text = JSON.stringify({ Statement: statement });
  expect(wideStatements("", text).map((one) => one.text)).toStrictEqual(wanted);
  expect(wideStatements(text, JSON.stringify({ Statement: [statement, "odd"] }))).toStrictEqual([]);
});

it.each(["", '{"Statement"', '{"Statement":3}', '["Statement"]'])("%s is no policy", (text) => {
  expect(wideStatements("", text)).toStrictEqual([]);
});

const statement = (more: Record<string, Json>): Json => ({
  Sid: "A",
  Effect: "Allow",
  Principal: "*",
  Action: ["s3:GetObject", "s3:PutObject"],
  Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
  ...more,
});
const CONDITION = { Bool: { "aws:SecureTransport": "true" } };
const UNLIKE = { Principal: undefined as unknown as Json };

it.each<[string, Json, Json]>([
  ["another name", {}, { Sid: "B" }],
  ["one action less", {}, { Action: "s3:GetObject" }],
  [
    "an action that a pattern covered, with other letter case",
    { Action: "s3:*" },
    { Action: "S3:getObject" },
  ],
  ["an object that a pattern covered", {}, { Resource: ["arn:aws:s3:::b/x"] }],
  ["an object in the middle of a pattern", { Resource: "a*b*c*d" }, { Resource: "a1b*c22d" }],
  ["the same principal as a list of accounts", {}, { Principal: { AWS: "*" } }],
  ["a new condition", {}, { Condition: CONDITION }],
  ["single actions instead of all actions", { Action: "*" }, { Action: ["s3:PutObject"] }],
  [
    "more excluded principals",
    { ...UNLIKE, NotPrincipal: { AWS: "1" } },
    { ...UNLIKE, NotPrincipal: { AWS: ["1", "2"] } },
  ],
  [
    "more excluded actions",
    { ...UNLIKE, Action: undefined as unknown as Json, NotAction: ["iam:*"] },
    { ...UNLIKE, Action: undefined as unknown as Json, NotAction: ["iam:*", "sts:*"] },
  ],
])("%s widens no statement", (_, before, after) => {
  const text = (more: Json) =>
    JSON.stringify({ Statement: [statement(more as Record<string, Json>)] });
  expect(wideStatements(text(before), text(after))).toStrictEqual([]);
});

it.each<[string, Json, Json]>([
  ["one more action", {}, { Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] }],
  ["another action", {}, { Action: ["s3:DeleteObject"] }],
  ["a pattern instead of single actions", {}, { Action: "s3:*" }],
  ["another object", {}, { Resource: "arn:aws:s3:::c/*" }],
  ["an object that a pattern covered only in part", { Resource: "a*bc*c" }, { Resource: "abc" }],
  [
    "an object that contains a pattern's prefix, but not at its start",
    { Resource: "b*" },
    { Resource: "ab" },
  ],
  ["an object without the middle of a pattern", { Resource: "a*x*d" }, { Resource: "ad" }],
  [
    "an object that matches a question mark, which is not compared as a pattern",
    { Resource: "a?" },
    { Resource: "ab" },
  ],
  ["an object with other letter case", {}, { Resource: "arn:aws:s3:::B" }],
  ["the removal of a condition", { Condition: CONDITION }, {}],
  ["another condition", { Condition: CONDITION }, { Condition: { Bool: {} } }],
  ["everybody instead of an account", { Principal: { AWS: "1" } }, {}],
  ["a denial that becomes an allowance", { Effect: "Deny" }, {}],
  [
    "fewer excluded principals",
    { ...UNLIKE, NotPrincipal: { AWS: ["1", "2"] } },
    { ...UNLIKE, NotPrincipal: { AWS: "1" } },
  ],
  ["all actions but some, instead of single actions", {}, { NotAction: "iam:*" }],
])("%s widens a statement", (_, before, after) => {
  const text = (more: Json) =>
    JSON.stringify({ Statement: [statement(more as Record<string, Json>)] });
  expect(wideStatements(text(before), text(after))).toHaveLength(1);
});

describe("a denial", () => {
  const deny = (sid: string | undefined, more: Record<string, Json> = {}): Json => ({
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: "b",
    ...more,
  });
  const allow: Json = { Effect: "Allow", Principal: { AWS: "1" }, Action: "s3:GetObject" };
  const lost = (before: Json[], after: Json[]) => {
    const [old, all] = [before, after].map((Statement) => JSON.stringify({ Statement }));
    return wideStatements(old ?? "", all ?? "").map(({ name, text }) => `${name}: ${text}`);
  };

  test("that is removed is named by its Sid or its index", () => {
    const text = "what it denied is no longer denied";
    expect(lost([allow, deny("TLS")], [allow])).toStrictEqual([`Statement "TLS": ${text}`]);
    expect(lost([allow, deny(undefined)], [allow])).toStrictEqual([`Statement[1]: ${text}`]);
    expect(
      lost([deny("A"), deny("B", { Resource: "c" })], [deny("B", { Resource: "c" })]),
    ).toStrictEqual([`Statement "A": ${text}`]);
  });

  it.each<[string, Json[], Json[]]>([
    ["stays", [deny("A"), allow], [deny("A")]],
    [
      "becomes a part of a wider one",
      [deny("A"), deny("B")],
      [deny("C", { Resource: ["b", "c"] })],
    ],
    ["is changed, which only a person can judge,", [deny("A")], [deny("A", { Resource: "c" })]],
    ["covers the same as another one that stays", [deny("A"), deny("B")], [deny("A")]],
    ["is renamed and changed", [deny("A")], [deny("B", { Resource: "c" })]],
    ["is new", [allow], [allow, deny("A")]],
  ])("that %s is not lost", (_, before, after) => {
    expect(lost(before, after)).toStrictEqual([]);
  });

  test("is found only in a valid policy", () => {
    expect(denials(JSON.stringify({ Statement: [allow, deny("A")] }))).toHaveLength(1);
    expect(denials("no policy")).toStrictEqual([]);
  });
});
