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
  [0.0001, "0.0001"],
  [0.00001, "1E-05"],
  [0.000001234, "1.234E-06"],
])("writes %d as the runner does", (value, expected) => {
  expect(numberText(value)).toBe(expected);
  expect(text(value)).toBe(expected);
});

describe("equality of strings", () => {
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

describe("numbers in texts", () => {
  it.each<[string, boolean]>([
    ["'0x1f' == 31", true],
    ["'0xffffffff' == -1", true],
    ["'0x100000000' == 4294967296", false],
    ["'0X1F' == 31", false],
    ["'0o17' == 15", true],
    ["'0O17' == 15", false],
    ["'0b11' == 3", false],
    ["' 0e3 ' == 0", true],
    ["'0.5' < 1", true],
    ["'' == 0", true],
  ])("%s is %s", (source, expected) => {
    expect(evaluate(source, {})).toBe(expected);
  });
});

describe("names of fields", () => {
  it("are compared without case, and the last value of a name counts", () => {
    const contexts = { steps: { s: { outputs: { Foo: "old", foo: "new" } } } };
    expect(evaluate("steps.s.outputs.FOO", contexts)).toBe("new");
    expect(evaluate("toJSON(steps.s.outputs)", contexts)).toBe('{\n  "Foo": "new"\n}');
    expect(evaluate("join(steps.s.outputs.*)", contexts)).toBe("new");
  });

  it("may be any text", () => {
    expect(evaluate("vars.constructor", { vars: { constructor: "x" } })).toBe("x");
    expect(evaluate("vars.constructor", { vars: {} })).toBeNull();
  });
});

(process.platform === "win32" ? it.skip : it)(
  "names of environment variables are case-sensitive",
  () => {
    const contexts = { env: { Region: "one", REGION: "two" }, vars: { Region: "three" } };
    expect(evaluate("env.Region", contexts)).toBe("one");
    expect(evaluate("env['REGION']", contexts)).toBe("two");
    expect(evaluate("env.region", contexts)).toBeNull();
    expect(evaluate("vars.region", contexts)).toBe("three");
    expect(evaluate("toJSON(env)", contexts)).toBe(JSON.stringify(contexts.env, undefined, 2));
    expect(evaluate("join(env.*, '+')", contexts)).toBe("one+two");
  },
);

describe("toJSON", () => {
  it.each([
    ["[12345678901234567890, 1.50, -0, 1e-5]", ["1.23456789012346E+19", "1.5", "0", "1E-05"]],
    ['["a\\"\\\\", "\u2028<é>", "\\t"]', ['"a\\"\\\\"', '"\\u2028<é>"', '"\\t"']],
    ["[null, true, {}, []]", ["null", "true", "{}", "[]"]],
  ])("of %s", (json, items) => {
    const written = evaluate("toJSON(fromJSON(vars.json))", { vars: { json } });
    expect(written).toBe(`[\n  ${items.join(",\n  ")}\n]`);
  });

  it("indents nested values by two spaces", () => {
    const value = { a: [1, { b: "c" }], d: {} };
    expect(evaluate("toJSON(vars)", { vars: value })).toBe(JSON.stringify(value, undefined, 2));
    expect(evaluate("toJSON('x')", {})).toBe('"x"');
  });
});
