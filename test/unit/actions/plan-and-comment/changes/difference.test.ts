import { describe, expect, it, test } from "@jest/globals";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import { Numeral } from "../../../../../actions/lib/terraform/json.ts";
import type { Change } from "../../../../../actions/lib/terraform/plan-json.ts";
import {
  differences,
  isBlankTwice,
} from "../../../../../actions/plan-and-comment/src/changes/difference.ts";

const change = (more: Partial<Change>): Change => ({ actions: ["update"], ...more });
const differencesOf = (more: Partial<Change>) =>
  differences(change(more)).map(({ steps, before, after, forces }) => {
    const side = (one: typeof before) => (one.kind === "value" ? one.value : `(${one.kind})`);
    return [pathText(steps), side(before), side(after), ...(forces ? ["forces"] : [])];
  });

describe("differences", () => {
  it.each<[string, Partial<Change>, unknown[]]>([
    ["nothing", { before: { a: 1 }, after: { a: 1 } }, []],
    ["a scalar", { before: { a: 1, b: 2 }, after: { a: 1, b: 3 } }, [["b", 2, 3]]],
    ["null", { before: { a: null }, after: { a: "x" } }, [["a", null, "x"]]],
    [
      "blank values on both sides",
      { before: { a: null, b: "" }, after: { a: [], b: {} } },
      [
        ["a", null, []],
        ["b", "", {}],
      ],
    ],
    [
      "unknown",
      { before: { a: 1 }, after: {}, after_unknown: { a: true } },
      [["a", 1, "(unknown)"]],
    ],
    [
      "a list of unknown values that is on no side",
      { before: { a: 1 }, after: { a: 1 }, after_unknown: { l: [true, { m: true }] } },
      [["l", "(absent)", "(unknown)"]],
    ],
    [
      "an unknown value inside an object that is created",
      { before: null, after: { a: [{}] }, after_unknown: { id: true, a: [{ b: true }] } },
      [
        ["a[0].b", "(absent)", "(unknown)"],
        ["id", "(absent)", "(unknown)"],
      ],
    ],
    [
      "odd keys (P-E 10)",
      { before: {}, after: { "a.b": 1, "<b>": 2, c: { "d e": 3 } } },
      [
        ['["a.b"]', "(absent)", 1],
        ['["<b>"]', "(absent)", 2],
        ['c["d e"]', "(absent)", 3],
      ],
    ],
    [
      "a new item at the front",
      { before: { a: [2, 3] }, after: { a: [1, 2, 3] } },
      [["a[0]", "(absent)", 1]],
    ],
    [
      "an item that is removed",
      { before: { a: [1, 2, 3] }, after: { a: [1, 3] } },
      [["a[1]", 2, "(absent)"]],
    ],
    [
      "a block that changes inside",
      { before: { a: [{ x: 1, y: 1 }] }, after: { a: [{ x: 1, y: 2 }] } },
      [["a[0].y", 1, 2]],
    ],
    ["another type", { before: { a: "1" }, after: { a: [1] } }, [["a", "1", [1]]]],
    [
      "numbers that a double cannot hold (P-E 40)",
      {
        before: { a: new Numeral("9007199254740993") },
        after: { a: new Numeral("9007199254740995") },
      },
      [["a", new Numeral("9007199254740993"), new Numeral("9007199254740995")]],
    ],
    [
      "a sensitive value (P-E 36)",
      {
        before: { a: { p: "x", q: 1 } },
        after: { a: { p: "y", q: 2 } },
        before_sensitive: { a: { p: true } },
        after_sensitive: { a: { p: true } },
      },
      [
        ["a.p", "(sensitive)", "(sensitive)"],
        ["a.q", 1, 2],
      ],
    ],
    [
      "only the sensitivity changes (P-E 36)",
      { before: { a: "x" }, after: { a: "x" }, before_sensitive: {}, after_sensitive: { a: true } },
      [["a", "(sensitive)", "(sensitive)"]],
    ],
    [
      "values that are no longer sensitive",
      {
        before: { a: "x", b: { c: "y" } },
        after: { a: "z", b: "w" },
        before_sensitive: { a: true, b: { c: true } },
        after_sensitive: {},
      },
      [
        ["a", "(sensitive)", "(sensitive)"],
        ["b", "(sensitive)", "(sensitive)"],
      ],
    ],
    [
      "a new value with a sensitive part",
      { before: { a: "x" }, after: { a: { b: "y" } }, after_sensitive: { a: { b: true } } },
      [["a", "(sensitive)", "(sensitive)"]],
    ],
    [
      "a sensitive item that moves to another index",
      {
        before: { a: [{ v: "s" }] },
        after: { a: [{ v: "open" }, { v: "s" }] },
        before_sensitive: { a: [{ v: true }] },
        after_sensitive: { a: [{}, { v: true }] },
      },
      [["a[0].v", "(absent)", "open"]],
    ],
    [
      "a new rule without conditions (it may allow everything)",
      { before: { rules: [] }, after: { rules: [{ to: [], ports: null }] } },
      [["rules[0]", "(absent)", { to: [], ports: null }]],
    ],
    [
      "a new list with a blank text",
      { before: { groups: null }, after: { groups: [""] } },
      [["groups", null, [""]]],
    ],
    ["zero that is removed", { before: { a: 0 }, after: { a: null } }, [["a", 0, null]]],
    [
      "null in a list, and in a map",
      { before: { a: [1], m: { x: null } }, after: { a: [1, null], m: {} } },
      [
        ["a[1]", "(absent)", null],
        ["m.x", null, "(absent)"],
      ],
    ],
    [
      "a null attribute of a new object is no attribute, but a null in a map is a value",
      { before: null, after: { a: null, b: [{ c: null, d: 1 }], m: { x: null, y: 1 } } },
      [
        ["b[0].d", "(absent)", 1],
        ["m.x", "(absent)", null],
        ["m.y", "(absent)", 1],
      ],
    ],
    [
      "an item that is not known yet keeps its old value",
      { before: { a: ["x", "y"] }, after: { a: ["x", null] }, after_unknown: { a: [false, true] } },
      [["a[1]", "y", "(unknown)"]],
    ],
    [
      "a list of which nothing else is known",
      { before: { a: ["x"] }, after: {}, after_unknown: { a: [true] } },
      [["a", ["x"], "(unknown)"]],
    ],
    [
      "a text that becomes a map with an unknown member",
      { before: { a: "x" }, after: { a: { b: 1 } }, after_unknown: { a: { c: true } } },
      [
        ["a", "x", "(absent)"],
        ["a.b", "(absent)", 1],
        ["a.c", "(absent)", "(unknown)"],
      ],
    ],
    [
      "what forces a replacement comes first",
      {
        actions: ["delete", "create"],
        before: { a: 1, b: [{ c: 1 }] },
        after: { a: 2, b: [{ c: 2 }] },
        replace_paths: [["b", 0, "c"]],
      },
      [
        ["b[0].c", 1, 2, "forces"],
        ["a", 1, 2],
      ],
    ],
    [
      "a forcing path below an unknown value",
      {
        before: { a: [{ b: 1 }] },
        after: {},
        after_unknown: { a: true },
        replace_paths: [["a", 0, "b"]],
      },
      [["a", [{ b: 1 }], "(unknown)", "forces"]],
    ],
  ])("%s", (_, more, wanted) => {
    expect(differencesOf(more)).toStrictEqual(wanted);
  });
});

test("a new value is one difference, blank or not: an output is not an object", () => {
  const output = (after: Change["after"]) =>
    differences({ actions: ["create"], before: null, after: after ?? null }, "value");
  for (const after of [[], {}, "", { a: "" }, [null]])
    expect(output(after)).toStrictEqual([
      {
        steps: [],
        before: { kind: "value", value: null },
        after: { kind: "value", value: after },
        forces: false,
      },
    ]);
});

test("an item that is added to a list or removed from it never counts as blank before and after", () => {
  const blank = (before: Change["before"], after: Change["after"]) =>
    differences({
      actions: ["update"],
      before: { a: before ?? null },
      after: { a: after ?? null },
    }).map(isBlankTwice);
  expect(blank(null, [])).toStrictEqual([true]);
  expect(blank([""], [null])).toStrictEqual([true]);
  expect(blank([1], [1, ""])).toStrictEqual([false]);
});
