import { describe, expect, it, test } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import type { Detail } from "../../../../../actions/plan-and-comment/src/report/document.ts";
import { renderDifferences } from "../../../../../actions/plan-and-comment/src/report/attributes.ts";

/** Hides nothing, because no secret is registered. */
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
    ["a value that is added", null, "x", ['+ a = "x"']],
    ["a value that is removed", "x", null, ['- a = "x"']],
    ["an item of a list that was null", [null, 1], ["x", 1], ['! a[0] = null -> "x"']],
    ["an item of a list that becomes null", ["x"], [null], ['! a[0] = "x" -> null']],
    [
      "long values on two lines",
      "x".repeat(70),
      "y".repeat(70),
      [`- a = "${"x".repeat(70)}"`, `+ a = "${"y".repeat(70)}"`],
    ],
    [
      "long texts, line by line (P-E 12, 13)",
      "# t.a will be destroyed\n- item\nlast\n",
      "# t.a will be destroyed\n+ item\nlast\n",
      ["! a:", "      # t.a will be destroyed", "-     - item", "+     + item", "      last"],
    ],
    [
      "trailing blanks, which become visible (P-E 14)",
      "one\ntwo",
      "one\ntwo  ",
      ["! a:", "      one", "-     two", "+     two··"],
    ],
    [
      "line ends, which become visible (P-E 11)",
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
      "JSON of which only the layout changes",
      '{"a":1}',
      '{ "a": 1 }',
      ['! a = "{\\"a\\":1}" -> "{ \\"a\\": 1 }"'],
    ],
    [
      "invisible characters (no-break space, zero-width space, byte order mark, soft hyphen)",
      "ab",
      "a\u00a0\u200b\ufeff\u00adb",
      ['! a = "ab" -> "a\\u00a0\\u200b\\ufeff\\u00adb"'],
    ],
    [
      "an accent as one character and as two",
      "caf\u00e9",
      "cafe\u0301",
      ['! a = "caf\\u00e9" -> "cafe\\u0301"'],
    ],
    ["zero that is removed", 0, null, ["- a = 0"]],
    ["null in a map", { x: null }, { x: "y" }, ['! a.x = null -> "y"']],
    [
      "a null that is removed from a map",
      { x: null, y: 1 },
      { y: 1 },
      ["  not shown: 1 blank before and after"],
    ],
    [
      "control characters and direction marks (P-E 10, 11)",
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
    ["a line after the 80th", `${"l\n".repeat(99)}old\n`, `${"m\n".repeat(99)}new\n`, /old.*new/s],
    ["a null that is removed from a map", { x: null, y: 1 }, { y: 1 }, /^- a\.x = null$/],
    [
      "the places of items that moved",
      [{ x: 1 }, { x: 2 }, { x: 3 }],
      [{ x: 3 }, { x: 1 }, { x: 2 }],
      /^! a: the order of its members changes; .* \(\[2\] -> \[0\]\)$/,
    ],
    ["more than 400 values", Array.from({ length: 410 }, (_, at) => `v${at}x`), [], /v409x/],
  ])("the full report shows %s", (_, before, after, wanted) => {
    expect(lines(before, after, "whole").join("\n")).toMatch(wanted);
  });

  test("a comment shows long texts from where they begin to differ", () => {
    const [removed, added] = lines(`${"=".repeat(300)}old`, `${"=".repeat(300)}new`);
    expect(removed).toMatch(/^- a = …=+old" \(305 characters, sha256 [\da-f]{12}\)$/);
    expect(added).toMatch(/^\+ a = …=+new" \(305 characters, sha256 [\da-f]{12}\)$/);
  });

  test("two values that differ only in a hidden part do not look equal", () => {
    const found = differences({ actions: ["update"], before: { a: "pw1" }, after: { a: "pw2" } });
    expect(renderDifferences(found, "changed", "whole", () => "***")).toContain(
      '! a = "***" -> "***"  # differs in the hidden part',
    );
  });

  test("an old value is shown if the new one is not known yet", () => {
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

  test("a comment names twelve attributes that only the provider knows, the full report names all", () => {
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

  test("attributes that only the provider knows are one line (P-E 39)", () => {
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

test("the number of hidden lines is right", () => {
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

describe("a value whose mark as sensitive changes", () => {
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
    [
      "becomes sensitive and stays the same",
      "x",
      "x",
      false,
      true,
      "# becomes sensitive; its value stays",
    ],
    [
      "becomes sensitive and changes",
      "x",
      "y",
      false,
      true,
      "# becomes sensitive; its value changes",
    ],
    [
      "is no longer sensitive and stays the same",
      1,
      1,
      true,
      false,
      "# is no longer marked as sensitive; its value stays",
    ],
    [
      "is no longer sensitive and changes",
      1,
      2,
      true,
      false,
      "# is no longer marked as sensitive; its value changes",
    ],
  ])("%s", (_, before, after, old, now, note) => {
    expect(marked(before, after, old, now)).toStrictEqual([
      `! a = (sensitive value) -> (sensitive value)  ${note}`,
    ]);
  });

  test("stays sensitive and changes", () => {
    expect(marked("x", "y", true, true)).toStrictEqual(["! a = (a sensitive value changes)"]);
  });
});
