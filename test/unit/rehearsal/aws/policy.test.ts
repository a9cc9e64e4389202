import { describe, expect, it, test } from "@jest/globals";
import {
  evaluate,
  isLike,
  unknownElements,
  type Statement,
} from "../../../../rehearsal/aws/policy.ts";

const request = {
  principal: { AWS: ["arn:role", "111"] },
  action: "s3:GetObject",
  resource: "arn:aws:s3:::bucket/key",
  context: { "k:one": "a", "k:many": ["a", "b"], "k:flag": "true" },
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

  it("a Deny wins at any position", () => {
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
    ["StringLike", { "k:one": "?" }, true],
    ["StringLike", { "k:one": "a?*" }, false],
    ["StringEquals", { "k:one": "*" }, false],
    ["StringEquals", { "k:many": "b" }, true],
    ["Bool", { "k:flag": "True" }, true],
    ["Bool", { "k:flag": "false" }, false],
  ])("%s %j: %s", (operator, keys, holds) => {
    expect(allow({ Condition: { [operator]: keys } })).toBe(holds ? "allow" : "no-match");
  });

  // Every JavaScript object has a property `constructor`, although nobody put it there.
  test.each(["StringNotEquals", "ForAnyValue:StringEquals", "constructor"])(
    "the operator %s is not evaluated, so it never allows anything",
    (operator) => {
      const Statement: Statement = {
        Effect: "Allow",
        Action: "*",
        Condition: { [operator]: { "k:one": "a" } },
      };
      expect(unknownElements({ Statement })).toStrictEqual([`condition operator ${operator}`]);
      expect(() => evaluate({ Statement }, request)).toThrow(
        `the rehearsal does not evaluate the condition operator ${operator}`,
      );
    },
  );
});

test.each([
  [{ Effect: "Allow", NotAction: "s3:*" }, ["NotAction"]],
  [{ Effect: "Maybe", Action: "s3:*" }, ["Effect Maybe"]],
  [{ Sid: "all", Effect: "Deny", Principal: "*", Action: "*", Resource: "*", Condition: {} }, []],
])("%j: these parts are not evaluated: %j", (statement, unknown) => {
  expect(unknownElements({ Statement: statement as Statement })).toStrictEqual(unknown);
});

test.each([
  ["repo:o/r:*", "repo:o/r:ref:x", true],
  ["repo:o/r:*", "repo:o/rr:ref:x", false],
  ["a.c", "abc", false],
  ["a(*)", "a(\n)", true],
])("the pattern %s matches %s: %s", (pattern, text, expected) => {
  expect(isLike(pattern, text)).toBe(expected);
});
