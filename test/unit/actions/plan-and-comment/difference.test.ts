import { describe, expect, it, test } from "@jest/globals";
import { Numeral } from "../../../../actions/lib/terraform/json.ts";
import type { Change, Plan } from "../../../../actions/lib/terraform/plan.ts";
import { align } from "../../../../actions/plan-and-comment/src/plan/align.ts";
import { differences } from "../../../../actions/plan-and-comment/src/plan/difference.ts";
import { driftOf } from "../../../../actions/plan-and-comment/src/plan/drift.ts";
import { overviewOf } from "../../../../actions/plan-and-comment/src/plan/overview.ts";
import { equal, stringify } from "../../../../actions/plan-and-comment/src/plan/values.ts";

const change = (more: Partial<Change>): Change => ({ actions: ["update"], ...more });
const told = (more: Partial<Change>) =>
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
    expect(told(more)).toStrictEqual(wanted);
  });
});

describe("align", () => {
  it.each<[string, string, (number | undefined)[][]]>([
    ["", "", []],
    [
      "abc",
      "abc",
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "abc",
      "axc",
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "ac",
      "abc",
      [
        [0, 0],
        [undefined, 1],
        [1, 2],
      ],
    ],
    [
      "abc",
      "c",
      [
        [0, undefined],
        [1, undefined],
        [2, 0],
      ],
    ],
    [
      "xaby",
      "zabw",
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    ],
  ])("%j and %j", (before, after, wanted) => {
    expect(align(Array.from(before), Array.from(after))).toStrictEqual(wanted);
  });

  test("two long lists without anything in common cost no time, and every index comes once", () => {
    const before = Array.from({ length: 20_000 }, (_, at) => `a${at}`);
    const after = Array.from({ length: 19_000 }, (_, at) => `b${at}`);
    expect(align(before, after)).toHaveLength(20_000);
  });
});

test("equal does not mind the order of members, and takes null for absent", () => {
  expect(equal({ a: 1, b: null }, { a: 1 })).toBe(true);
  expect(equal({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(equal(new Numeral("1e400"), new Numeral("1e400"))).toBe(true);
});

test("stringify keeps digits, on one line or on several", () => {
  const value = { a: [new Numeral("9007199254740993"), {}], b: "x" };
  expect(stringify(value)).toBe('{"a": [9007199254740993, {}], "b": "x"}');
  expect(stringify(value, "")).toBe(
    '{\n  "a": [\n    9007199254740993,\n    {}\n  ],\n  "b": "x"\n}',
  );
});

describe("driftOf (P-E 31, 97)", () => {
  const drifted = (before: object, after: object, more: Partial<Plan> = {}): Plan => ({
    format_version: "1.2",
    resource_drift: [
      {
        address: "a.b",
        mode: "managed",
        type: "a",
        name: "b",
        change: { actions: ["update"], before, after } as Change,
      },
    ],
    ...more,
  });
  const reaction = {
    resource_changes: [
      { address: "a.b", mode: "managed", type: "a", name: "b", change: { actions: ["update"] } },
    ],
  } satisfies Partial<Plan>;
  it.each<[string, Plan, number]>([
    ["null that became empty", drifted({ a: null }, { a: {} }), 0],
    ["a counter", drifted({ generation: 1 }, { generation: 2 }), 0],
    ["a default that the server filled in", drifted({ a: "" }, { a: "Always" }), 0],
    ["the same, when the plan undoes it", drifted({ a: "" }, { a: "Always" }, reaction), 1],
    [
      "the same, when the plan depends on it",
      drifted(
        { a: [{ b: "" }] },
        { a: [{ b: "x" }] },
        {
          relevant_attributes: [{ resource: "a.b", attribute: ["a", 0] }],
        },
      ),
      1,
    ],
    ["a value that changed", drifted({ a: 2 }, { a: 1 }), 1],
    ["a value that went", drifted({ a: "x" }, { a: null }), 1],
  ])("%s: %#", (_, plan, count) => {
    expect(driftOf(plan)).toHaveLength(count);
  });

  test("an object that is gone", () => {
    const plan = drifted({ a: 1 }, {});
    plan.resource_drift?.[0]?.change.actions.splice(0, 1, "delete");
    expect(driftOf(plan)).toHaveLength(1);
  });
});

test("a replacement that only follows from another comes after its cause (P-E 99)", () => {
  const replaced = (address: string, unknown: boolean) => ({
    address,
    mode: "managed" as const,
    type: "a",
    name: address,
    action_reason: "replace_because_cannot_update",
    change: {
      actions: ["delete", "create"],
      before: { ns: "x" },
      after: unknown ? {} : { ns: "y" },
      after_unknown: unknown ? { ns: true } : {},
      replace_paths: [["ns"]],
    },
  });
  const { changes } = overviewOf({
    format_version: "1.2",
    resource_changes: [replaced("follower", true), replaced("cause", false)],
  });
  expect(changes.replace.map(({ address }) => address)).toStrictEqual(["cause", "follower"]);
});

test("parts that OpenTofu leaves out are not false (P-E 96)", () => {
  expect(overviewOf({ format_version: "1.2" }).complete).toBe(true);
  expect(overviewOf({ format_version: "1.2", complete: false }).complete).toBe(false);
});
