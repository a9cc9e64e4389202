import { expect, test } from "@jest/globals";
import { Numeral } from "../../../../../actions/lib/terraform/json.ts";
import {
  anyMark,
  equal,
  marksOf,
  own,
  stringify,
  valueAt,
} from "../../../../../actions/lib/terraform/values.ts";

test("equal ignores the order of members, and treats null as absent", () => {
  expect(equal({ a: 1, b: null }, { a: 1 })).toBe(true);
  expect(equal({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(equal(new Numeral("1e400"), new Numeral("1e400"))).toBe(true);
});

test("stringify keeps all digits, on one line or on several", () => {
  const value = { a: [new Numeral("9007199254740993"), {}], b: "x" };
  expect(stringify(value)).toBe('{"a": [9007199254740993, {}], "b": "x"}');
  expect(stringify(value, "")).toBe(
    '{\n  "a": [\n    9007199254740993,\n    {}\n  ],\n  "b": "x"\n}',
  );
});

test("a mark of the complete value is a mark of each member", () => {
  expect(marksOf(true, "a")).toBe(true);
  expect(marksOf({ a: true }, "a")).toBe(true);
  expect(marksOf({ a: true }, "b")).toBeUndefined();
  expect(marksOf([{ a: true }], 0)).toStrictEqual({ a: true });
  expect(marksOf(null, "a")).toBe(false);
  expect([anyMark([{ a: [false, true] }]), anyMark([{ a: [] }])]).toStrictEqual([true, false]);
});

test("own does not return a built-in member of JavaScript", () => {
  expect(own<unknown>({}, "toString")).toBeUndefined();
  expect(own<unknown>({ toString: 1 }, "toString")).toBe(1);
});

test("valueAt follows a path step by step, and returns undefined if there is no value", () => {
  const value = { rules: [{ ports: [80, 443] }] };
  expect(valueAt(value, ["rules", 0, "ports", 1])).toBe(443);
  expect(valueAt(value, ["rules", 0, "ports", 1, "x"])).toBeUndefined();
  expect(valueAt(value, ["toString"])).toBeUndefined();
});
