import { describe, expect, it } from "@jest/globals";
import {
  evaluate,
  text,
  truthy,
  type Functions,
  type Value,
} from "../../../../rehearsal/runner/expressions.ts";

// Operators and functions are compared with act: operators.yml, functions-text.yml, functions-json.yml, filters.yml.
describe("evaluate", () => {
  it.each<[source: string, contexts: Record<string, Value>, expected: Value]>([
    ["GitHub.Ref", { github: { ref: "main" } }, "main"],
    ["inputs.n > 3", { inputs: { n: "10" } }, true],
    ["case(false, 'x', true, 'y', 'z')", {}, "y"],
    ["'it''s ''quoted'''", {}, "it's 'quoted'"],
    ["format('echo ''{0}''', 'x')", {}, "echo 'x'"],
  ])("%s", (source, contexts, expected) => {
    expect(evaluate(source, contexts)).toStrictEqual(expected);
  });

  it("uses the status functions and files of the place of the expression", () => {
    const functions: Functions = {
      success: () => false,
      failure: () => true,
      cancelled: () => false,
      hashFiles: (patterns) => patterns.join("+"),
    };
    expect(evaluate("always() && failure() && !success()", {}, functions)).toBe(true);
    expect(evaluate("hashFiles('a', 'b')", {}, functions)).toBe("a+b");
  });

  it("fails with the expression and the evaluator's own message", () => {
    expect(() => evaluate("fromJSON('{')", {})).toThrow(/JSON/);
    expect(() => evaluate("fromJSON(needs.build.outputs.image).name", { needs: {} })).toThrow(
      "the expression ${{ fromJSON(needs.build.outputs.image).name }} cannot be evaluated: empty input",
    );
    expect(() => evaluate("nope.x", {})).toThrow(/Unrecognized named-value: 'nope'/);
  });
});

describe("truthy and text", () => {
  it.each<[Value, boolean, string]>([
    [null, false, ""],
    ["", false, ""],
    [0, false, "0"],
    [false, false, "false"],
    ["false", true, "false"],
    [1.5, true, "1.5"],
    [[], true, "Array"],
    [{}, true, "Object"],
  ])("%j", (value, isTrue, string) => {
    expect([truthy(value), text(value)]).toStrictEqual([isTrue, string]);
  });
});
