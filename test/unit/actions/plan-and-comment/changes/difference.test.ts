import { describe, expect, it } from "@jest/globals";
import { Numeral } from "../../../../../actions/lib/terraform/json.ts";
import type { Change } from "../../../../../actions/lib/terraform/plan-json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";

const change = (more: Partial<Change>): Change => ({ actions: ["update"], ...more });
const differencesOf = (more: Partial<Change>) =>
  differences(change(more)).map(({ path, before, after, forces }) => {
    const side = (one: typeof before) => (one.kind === "value" ? one.value : `(${one.kind})`);
    return [path, side(before), side(after), ...(forces ? ["forces"] : [])];
  });

describe("differences", () => {
  it.each<[string, Partial<Change>, unknown[]]>([
    ["nothing", { before: { a: 1 }, after: { a: 1 } }, []],
    ["a scalar", { before: { a: 1, b: 2 }, after: { a: 1, b: 3 } }, [["b", 2, 3]]],
    ["null is absent", { before: { a: null }, after: { a: "x" } }, [["a", "(absent)", "x"]]],
    ["blank on both sides", { before: { a: null, b: "" }, after: { a: [], b: {} } }, []],
    [
      "unknown",
      { before: { a: 1 }, after: {}, after_unknown: { a: true } },
      [["a", 1, "(unknown)"]],
    ],
    [
      "unknown inside of what is created",
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
      "an item in front",
      { before: { a: [2, 3] }, after: { a: [1, 2, 3] } },
      [["a[0]", "(absent)", 1]],
    ],
    ["an item gone", { before: { a: [1, 2, 3] }, after: { a: [1, 3] } }, [["a[1]", 2, "(absent)"]]],
    [
      "a block that changes inside",
      { before: { a: [{ x: 1, y: 1 }] }, after: { a: [{ x: 1, y: 2 }] } },
      [["a[0].y", 1, 2]],
    ],
    ["another type", { before: { a: "1" }, after: { a: [1] } }, [["a", "1", [1]]]],
    [
      "numbers beyond doubles (P-E 40)",
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
      [["a", "x", "(sensitive)"]],
    ],
    [
      "a whole value with a sensitive part",
      { before: { a: "x" }, after: { a: { b: "y" } }, after_sensitive: { a: { b: true } } },
      [["a", "x", "(sensitive)"]],
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
      "a forcing path below a value that is unknown",
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
