import { describe, expect, it, test } from "@jest/globals";
import {
  evaluate,
  like,
  policyProblems,
  type Statement,
} from "../../../../rehearsal/aws/policy.ts";

const request = {
  principal: { AWS: ["arn:role", "111"] },
  action: "s3:GetObject",
  resource: "arn:aws:s3:::bucket/key",
  context: { "k:one": "a", "k:many": ["a", "b"], "K:Case": "x" },
};
const allow = (more: Partial<Statement>) =>
  evaluate({ Statement: { Effect: "Allow", Action: "*", ...more } }, request);

describe("statements", () => {
  test.each<[Partial<Statement>, boolean]>([
    [{ Action: "s3:GetObject" }, true],
    [{ Action: ["s3:Put*", "S3:get*"] }, true],
    [{ Action: "s3:GetObjectVersion" }, false],
    [{ Resource: "arn:aws:s3:::bucket/*" }, true],
    [{ Resource: "arn:aws:s3:::bucket" }, false],
    [{ Principal: "*" }, true],
    [{ Principal: { AWS: "arn:role" } }, true],
    [{ Principal: { AWS: ["111", "222"] } }, true],
    [{ Principal: { Federated: "arn:role" } }, false],
  ])("%j: %s", (statement, applies) => {
    expect(allow(statement)).toBe(applies ? "allow" : "no-match");
  });

  it("NotAction turns the list round", () => {
    const statement: Statement = { Effect: "Allow", NotAction: "s3:Delete*" };
    expect(evaluate({ Statement: [statement] }, request)).toBe("allow");
    expect(evaluate({ Statement: [statement] }, { ...request, action: "s3:DeleteObject" })).toBe(
      "no-match",
    );
  });

  it("a Deny wins wherever it stands", () => {
    const Statement: Statement[] = [
      { Effect: "Deny", Action: "s3:Get*" },
      { Effect: "Allow", Action: "*" },
    ];
    expect(evaluate({ Statement }, request)).toBe("deny");
    expect(evaluate({ Statement: Statement.reverse() }, request)).toBe("deny");
  });
});

describe("conditions", () => {
  test.each<[string, Record<string, string | string[]>, boolean]>([
    ["StringEquals", { "k:one": "a" }, true],
    ["StringEquals", { "K:ONE": "a" }, true],
    ["StringEquals", { "k:one": ["b", "a"] }, true],
    ["StringEquals", { "k:one": "A" }, false],
    ["StringEquals", { "k:one": "a", "k:none": "a" }, false],
    ["StringEqualsIgnoreCase", { "k:one": "A" }, true],
    ["StringLike", { "k:one": "?" }, true],
    ["StringLike", { "k:one": "a?*" }, false],
    ["StringEquals", { "k:one": "*" }, false],
    ["StringNotEquals", { "k:one": "b" }, true],
    ["StringNotEquals", { "k:one": ["a", "b"] }, false],
    ["StringNotEquals", { "k:none": "a" }, true],
    ["StringEqualsIfExists", { "k:none": "a" }, true],
    ["StringEqualsIfExists", { "k:one": "b" }, false],
    ["ForAnyValue:StringEquals", { "k:many": "b" }, true],
    ["ForAnyValue:StringEquals", { "k:none": "b" }, false],
    ["ForAllValues:StringEquals", { "k:many": "b" }, false],
    ["ForAllValues:StringEquals", { "k:many": ["a", "b", "c"] }, true],
    ["ForAllValues:StringEquals", { "k:none": "b" }, true],
    ["Null", { "k:none": "true" }, true],
    ["Null", { "k:one": "true" }, false],
  ])("%s %j: %s", (operator, keys, holds) => {
    expect(allow({ Condition: { [operator]: keys } })).toBe(holds ? "allow" : "no-match");
  });

  it("an operator that is not known is a problem, never a pass", () => {
    const Statement: Statement = {
      ...{ Effect: "Allow", Action: "*" },
      Condition: { StringMatches: { "k:one": "a" } },
    };
    expect(policyProblems({ Statement })).toStrictEqual(["condition operator StringMatches"]);
    expect(() => evaluate({ Statement }, request)).toThrow(/StringMatches/);
  });
});

test.each([
  ["repo:o/r:*", "repo:o/r:ref:x", true],
  ["repo:o/r:*", "repo:o/rr:ref:x", false],
  ["a.c", "abc", false],
  ["a(*)", "a(\n)", true],
])("%s is like %s: %s", (pattern, text, expected) => {
  expect(like(pattern, text)).toBe(expected);
});
