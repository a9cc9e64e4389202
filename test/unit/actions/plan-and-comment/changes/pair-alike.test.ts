import { expect, test } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import type { Aligned } from "../../../../../actions/plan-and-comment/src/changes/align.ts";
import { pairAlike } from "../../../../../actions/plan-and-comment/src/changes/pair-alike.ts";

const rule = (port: number, range: string): Json => ({ port, range, protocol: "tcp" });
const changes = (before: Json[], after: Json[]) =>
  differences({ actions: ["update"], before: { rule: before }, after: { rule: after } }).map(
    ({ steps, before: old, after: now }) => [
      pathText(steps),
      ...[old, now].map((side) => (side.kind === "value" ? side.value : side.kind)),
    ],
  );

test("an object that changes is paired with itself, and not with an object that is removed", () => {
  const before = [rule(443, "10.0.0.0/8"), rule(22, "10.1.0.0/16"), rule(80, "10.2.0.0/16")];
  const after = [rule(22, "0.0.0.0/0"), rule(80, "10.2.0.0/16")];
  expect(changes(before, after)).toStrictEqual([
    ["rule[0].port", 443, "absent"],
    ["rule[0].range", "10.0.0.0/8", "absent"],
    ["rule[0].protocol", "tcp", "absent"],
    ["rule[0].range", "10.1.0.0/16", "0.0.0.0/0"],
  ]);
});

test.each<[string, Json[], Json[], unknown[]]>([
  [
    "objects that change at their places",
    [rule(1, "a"), rule(2, "b")],
    [rule(1, "c"), rule(2, "d")],
    [
      ["rule[0].range", "a", "c"],
      ["rule[1].range", "b", "d"],
    ],
  ],
  [
    "objects with nothing in common",
    [{ a: 1 }],
    [{ b: 2 }],
    [
      ["rule[0].a", 1, "absent"],
      ["rule[0].b", "absent", 2],
    ],
  ],
  [
    "scalars",
    ["a", "b"],
    ["c"],
    [
      ["rule[0]", "a", "c"],
      ["rule[1]", "b", "absent"],
    ],
  ],
])("%s", (_, before, after, expected) => {
  expect(changes(before, after)).toStrictEqual(expected);
});

test("long lists without an equal object are not changed", () => {
  const items = Array.from({ length: 30 }, (_, at): Json => ({ at, kind: "rule" }));
  const aligned = items.map((_, at): Aligned => [at, at === 29 ? undefined : at]);
  expect(pairAlike(aligned, items, items.slice(1), () => false)).toStrictEqual(aligned);
});
