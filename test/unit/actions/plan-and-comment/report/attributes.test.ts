import { describe, expect, it, test } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import { renderDifferences } from "../../../../../actions/plan-and-comment/src/report/attributes.ts";

const lines = (before: Json, after: Json) =>
  renderDifferences(
    differences({ actions: ["update"], before: { a: before }, after: { a: after } }),
  )
    .split("\n")
    .slice(1, -1);

describe("attributes", () => {
  it.each<[string, Json, Json, string[]]>([
    ["a short value", 1, 2, ["! a = 1 -> 2"]],
    ["what comes", null, "x", ['+ a = "x"']],
    ["what goes", "x", null, ['- a = "x"']],
    [
      "long values on two lines",
      "x".repeat(70),
      "y".repeat(70),
      [`- a = "${"x".repeat(70)}"`, `+ a = "${"y".repeat(70)}"`],
    ],
    [
      "texts line by line (P-E 12, 13)",
      "# t.a will be destroyed\n- item\nlast\n",
      "# t.a will be destroyed\n+ item\nlast\n",
      ["! a:", "      # t.a will be destroyed", "-     - item", "+     + item", "      last"],
    ],
    [
      "trailing space is made visible (P-E 14)",
      "one\ntwo",
      "one\ntwo  ",
      ["! a:", "      one", "-     two", "+     two··"],
    ],
    [
      "line ends too (P-E 11)",
      "one\r\ntwo",
      "one\ntwo",
      ["! a:", "-     one\\r", "+     one", "      two"],
    ],
    [
      "JSON in a text (P-E 14)",
      '{"a":1,"b":[1]}',
      '{"a":2,"b":[1]}',
      [
        "! a:",
        "      {",
        '-       "a": 1,',
        '+       "a": 2,',
        '        "b": [',
        "          1",
        "      …",
      ],
    ],
    [
      "JSON that only changes its layout",
      '{"a":1}',
      '{ "a": 1 }',
      ['! a = "{\\"a\\":1}" -> "{ \\"a\\": 1 }"'],
    ],
    [
      "control characters and directions (P-E 10, 11)",
      null,
      "a\u001b[31m\u202eb\0",
      ['+ a = "a\\u001b[31m\\u202eb\\u0000"'],
    ],
  ])("%s", (_, before, after, wanted) => {
    expect(lines(before, after)).toStrictEqual(wanted);
  });

  test("a fence is longer than any run of backticks inside (P-E 7)", () => {
    const text = renderDifferences(
      differences({ actions: ["create"], before: null, after: { a: "x\n`````\ny" } }),
    );
    expect(text.startsWith("``````diff\n")).toBe(true);
  });

  test("tags_all does not repeat tags", () => {
    const change = {
      before: { tags: { a: "1" }, tags_all: { a: "1" } },
      after: { tags: { a: "2" }, tags_all: { a: "2" } },
    };
    expect(renderDifferences(differences({ actions: ["update"], ...change }))).not.toContain(
      "tags_all",
    );
  });

  test("what only the provider knows is one line (P-E 39)", () => {
    const change = {
      before: { id: "1", arn: "2" },
      after: {},
      after_unknown: { id: true, arn: true },
    };
    expect(renderDifferences(differences({ actions: ["update"], ...change }))).toContain(
      "  known after apply: id, arn",
    );
  });
});
