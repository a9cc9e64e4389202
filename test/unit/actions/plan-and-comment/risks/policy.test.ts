import { expect, it } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { wideStatements } from "../../../../../actions/plan-and-comment/src/risks/policy.ts";

it.each<[string, Json, string[]]>([
  [
    "everybody",
    { Effect: "Allow", Principal: "*" },
    ["every AWS account and everybody else is allowed"],
  ],
  [
    "everybody by the list of accounts",
    { Effect: "Allow", Principal: { AWS: ["*"] } },
    ["every AWS account and everybody else is allowed"],
  ],
  [
    "under a condition",
    { Effect: "Allow", Principal: "*", Condition: { Bool: {} } },
    ["every AWS account and everybody else is allowed, under a condition"],
  ],
  [
    "all but some",
    { Effect: "Allow", NotPrincipal: { AWS: "1" } },
    ["everybody but the principals named is allowed"],
  ],
  ["every action", { Effect: "Allow", Action: "*" }, ["every action is allowed"]],
  [
    "every action but some",
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
