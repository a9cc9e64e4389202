import { describe, expect, it, test } from "@jest/globals";
import { numberText } from "../../../../rehearsal/runner/evaluator.ts";
import { evaluate, text } from "../../../../rehearsal/runner/expressions.ts";

test.each([
  [0, "0"],
  [7, "7"],
  [-1.5, "-1.5"],
  [0.1 + 0.2, "0.3"],
  [123456789012345, "123456789012345"],
  [1234567890123456, "1.23456789012346E+15"],
  [-2e30, "-2E+30"],
  [0.00001, "0.00001"],
  [0.000001234, "1.234E-06"],
])("%d is written as the runner does", (value, expected) => {
  expect(numberText(value)).toBe(expected);
  expect(text(value)).toBe(expected);
});

describe("equality of texts", () => {
  it.each<[string, boolean]>([
    ["'Groß' == 'GROSS'", false],
    ["'Groß' == 'GROß'", true],
    ["'É' != 'é'", false],
    ["'a' == 'b'", false],
    ["'1' == 1", true],
  ])("%s is %s", (source, expected) => {
    expect(evaluate(source, {})).toBe(expected);
  });
});

(process.platform === "win32" ? it.skip : it)("names of variables have a case", () => {
  const contexts = { env: { Region: "one", REGION: "two" }, vars: { Region: "three" } };
  expect(evaluate("env.Region", contexts)).toBe("one");
  expect(evaluate("env['REGION']", contexts)).toBe("two");
  expect(evaluate("env.region", contexts)).toBeNull();
  expect(evaluate("vars.region", contexts)).toBe("three");
  expect(evaluate("toJSON(env)", contexts)).toBe(JSON.stringify(contexts.env, undefined, 2));
  expect(evaluate("join(env.*, '+')", contexts)).toBe("one+two");
});
