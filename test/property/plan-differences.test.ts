import { describe, expect, test } from "@jest/globals";
import type { Change, Json } from "../../actions/lib/terraform/plan-json.ts";
import { stringify } from "../../actions/lib/terraform/values.ts";
import { differences } from "../../actions/plan-and-comment/src/changes/difference.ts";
import { renderDifferences } from "../../actions/plan-and-comment/src/report/attributes.ts";
import { anyText } from "../support/any-text.ts";
import { faultsOf, scenario, wholeReport } from "../support/plan-differences.ts";
import fc from "../support/fast-check.ts";

const ALIKE = ["a", "a ", "a\u00a0", "a\u200b", "\ufeffa", "a\u00ad", "a\t", "a\\u200b", "a·", "A"];
const LINES = ["x\ny", "x\ny\n", "x\r\ny", "x\ny ", "x\ny\t", "x\ny·", "x\n\u200by", "x\n\\u200by"];
const ACCENTS = ["é", "e\u0301", "\u212a", "K", "\ud800", "\ud801", "\ufffd", "\u{e0001}"];
const text = fc.oneof(
  fc.constantFrom(...ALIKE, ...LINES, ...ACCENTS, "", "null", "(known after apply)", "[]"),
  anyText({ maxLength: 12 }),
  fc.string({ maxLength: 500 }),
  fc
    .tuple(fc.nat(400), fc.string({ maxLength: 3 }))
    .map(([length, end]) => "=".repeat(length) + end),
);
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(text, fc.constantFrom<Json>(null, 0, 1, true, false, "0", "true")),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "from", "ports", "k\u200b", "x y"), tie("value"), {
      maxKeys: 3,
    }),
  ),
})).value;

/** Returns the same text for values that differ only in the order of their members. */
const canonical = (one: Json): string =>
  JSON.stringify(one, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

const render = (change: Omit<Change, "actions">): string =>
  renderDifferences(
    differences({ actions: ["update"], ...change }),
    "changed",
    "whole",
    (one) => one,
  );

/** Returns one side of a report, line by line: what was ("-"), or what will be ("+"). */
const sideOf = (report: string, sign: "-" | "+"): string =>
  report
    .split("\n")
    .filter((line) => line.startsWith(sign))
    .map((line) => line.slice(1))
    .join("\n");

describe("the complete report of any two values", () => {
  test("is not empty, and names the place", () => {
    fc.assert(
      fc.property(value, value, (before, after) => {
        fc.pre(canonical(before) !== canonical(after));
        expect(render({ before: { place: before }, after: { place: after } })).toContain("place");
      }),
    );
  });

  test("is empty for equal values", () => {
    fc.assert(
      fc.property(value, (one) => {
        const copy = structuredClone(one);
        expect(render({ before: { place: one }, after: { place: copy } })).toBe("");
      }),
    );
  });

  test("never shows two different texts in the same way", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        const report = render({ before: { place: before }, after: { place: after } });
        const [, oldText, newText] = /^! place = (.*) -> (.*)$/m.exec(report) ?? [
          "",
          sideOf(report, "-"),
          sideOf(report, "+"),
        ];
        expect(oldText).not.toBe(newText);
      }),
    );
  });

  test("never writes two different new values in the same way", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(canonical(one) !== canonical(other));
        // The report formats JSON in a text, so the layout of that JSON cannot be seen.
        fc.pre(![one, other].some((side) => /^"\s*\\?[{[]/.test(stringify(side))));
        const [first, second] = [one, other].map((after) =>
          render({ before: { place: "-" }, after: { place: { after } } }),
        );
        expect(first).not.toBe(second);
      }),
    );
  });
});

test("the complete report of any plan hides no difference and shows no secret", () => {
  fc.assert(
    fc.property(scenario, (any) => {
      expect(faultsOf(any, wholeReport(any.plan))).toStrictEqual([]);
    }),
  );
});
