import { describe, expect, it, test } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import type { Detail } from "../../../../../actions/plan-and-comment/src/report/document.ts";
import { renderDifferences } from "../../../../../actions/plan-and-comment/src/report/attributes.ts";

/** Nothing is registered as a secret. */
const redact = (text: string) => text;

const lines = (before: Json, after: Json, detail: Detail = "folded") =>
  renderDifferences(
    differences({ actions: ["update"], before: { a: before }, after: { a: after } }),
    "changed",
    detail,
    redact,
  )
    .split("\n")
    .slice(1, -1);

describe("attributes", () => {
  it.each<[string, Json, Json, string[]]>([
    ["a short value", 1, 2, ["! a = 1 -> 2"]],
    ["what comes", null, "x", ['+ a = "x"']],
    ["what goes", "x", null, ['- a = "x"']],
    ["an item of a list that was null", [null, 1], ["x", 1], ['! a[0] = null -> "x"']],
    ["an item of a list that becomes null", ["x"], [null], ['! a[0] = "x" -> null']],
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
      "what nobody sees (a space that is none, no width, a mark of byte order, a soft hyphen)",
      "ab",
      "a\u00a0\u200b\ufeff\u00adb",
      ['! a = "ab" -> "a\\u00a0\\u200b\\ufeff\\u00adb"'],
    ],
    [
      "an accent of one character and of two",
      "caf\u00e9",
      "cafe\u0301",
      ['! a = "caf\\u00e9" -> "cafe\\u0301"'],
    ],
    ["zero that goes", 0, null, ["- a = 0"]],
    ["null in a map", { x: null }, { x: "y" }, ['! a.x = null -> "y"']],
    [
      "a null that goes from a map",
      { x: null, y: 1 },
      { y: 1 },
      ["  not shown: 1 blank before and after"],
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

  it.each<[string, Json, Json, RegExp]>([
    [
      "texts that differ after 240 characters",
      `${"=".repeat(300)}old`,
      `${"=".repeat(300)}new`,
      /old.*new/s,
    ],
    ["a line past the 80th", `${"l\n".repeat(99)}old\n`, `${"m\n".repeat(99)}new\n`, /old.*new/s],
    ["a null that goes from a map", { x: null, y: 1 }, { y: 1 }, /^- a\.x = null$/],
    ["more than 400 values", Array.from({ length: 410 }, (_, at) => `v${at}x`), [], /v409x/],
  ])("the whole report has %s", (_, before, after, wanted) => {
    expect(lines(before, after, "whole").join("\n")).toMatch(wanted);
  });

  test("of long texts a comment shows where they begin to differ", () => {
    const [removed, added] = lines(`${"=".repeat(300)}old`, `${"=".repeat(300)}new`);
    expect(removed).toMatch(/^- a = …=+old" \(305 characters, sha256 [\da-f]{12}\)$/);
    expect(added).toMatch(/^\+ a = …=+new" \(305 characters, sha256 [\da-f]{12}\)$/);
  });

  test("two values that differ only where they are hidden do not look equal", () => {
    const found = differences({ actions: ["update"], before: { a: "pw1" }, after: { a: "pw2" } });
    expect(renderDifferences(found, "changed", "whole", () => "***")).toContain(
      '! a = "***" -> "***"  # differs in the hidden part',
    );
  });

  test("an old value stays when the new one is not known yet", () => {
    const found = differences({
      actions: ["update"],
      before: { rule: "deny", ports: [22, 80], none: "" },
      after: { ports: [22, null] },
      after_unknown: { rule: true, ports: [false, true], none: true, id: true },
    });
    const text = renderDifferences(found, "changed", "folded", redact);
    expect(text).toContain('! rule = "deny" -> (known after apply)');
    expect(text).toContain("! ports[1] = 80 -> (known after apply)");
    expect(text).toContain("  known after apply: none, id\n");
    expect(renderDifferences(found, "changed", "whole", redact)).toContain(
      '! none = "" -> (known after apply)',
    );
  });

  test("a comment lists twelve of those that only the provider knows, the whole report all", () => {
    const unknown = Object.fromEntries(Array.from({ length: 14 }, (_, at) => [`p${at}`, true]));
    const found = differences({
      actions: ["create"],
      before: null,
      after: {},
      after_unknown: unknown,
    });
    expect(renderDifferences(found, "alone", "folded", redact)).toMatch(/p11, and 2 more$/m);
    expect(renderDifferences(found, "alone", "whole", redact)).toMatch(/p11, p12, p13$/m);
  });

  test("a fence is longer than any run of backticks inside (P-E 7)", () => {
    const text = renderDifferences(
      differences({ actions: ["create"], before: null, after: { a: "x\n`````\ny" } }),
      "alone",
      "folded",
      redact,
    );
    expect(text.startsWith("``````diff\n")).toBe(true);
  });

  test("what only the provider knows is one line (P-E 39)", () => {
    const change = { before: {}, after: {}, after_unknown: { id: true, arn: true } };
    expect(
      renderDifferences(
        differences({ actions: ["update"], ...change }),
        "changed",
        "folded",
        redact,
      ),
    ).toContain("  known after apply: id, arn");
  });
});

test("as many lines are said to be hidden as there are", () => {
  const after = Object.fromEntries(Array.from({ length: 450 }, (_, at) => [`n${at}`, "x"]));
  const shown = renderDifferences(
    differences({ actions: ["update"], before: {}, after }),
    "changed",
    "folded",
    redact,
  );
  const listed = shown.split("\n").filter((line) => line.startsWith("+ "));
  expect(listed).toHaveLength(400);
  expect(shown).toContain("  … 50 more lines");
});

describe("a value that is marked as sensitive, or not any more", () => {
  const marked = (before: Json, after: Json, old: boolean, now: boolean) =>
    renderDifferences(
      differences({
        actions: ["update"],
        before: { a: before },
        after: { a: after },
        before_sensitive: { a: old },
        after_sensitive: { a: now },
      }),
      "changed",
      "folded",
      redact,
    )
      .split("\n")
      .slice(1, -1);

  it.each<[string, Json, Json, boolean, boolean, string]>([
    ["stays", "x", "x", false, true, "# becomes sensitive; its value stays"],
    ["changes too", "x", "y", false, true, "# becomes sensitive; its value changes"],
    ["was sensitive", 1, 1, true, false, "# is no longer marked as sensitive; its value stays"],
    ["was another one", 1, 2, true, false, "# is no longer marked as sensitive; its value changes"],
  ])("%s", (_, before, after, old, now, note) => {
    expect(marked(before, after, old, now)).toStrictEqual([
      `! a = (sensitive value) -> (sensitive value)  ${note}`,
    ]);
  });

  test("a value that only changes", () => {
    expect(marked("x", "y", true, true)).toStrictEqual(["! a = (a sensitive value changes)"]);
  });
});
