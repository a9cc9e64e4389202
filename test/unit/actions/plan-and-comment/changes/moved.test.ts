import { expect, test } from "@jest/globals";
import { align } from "../../../../../actions/plan-and-comment/src/changes/align.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import { separateMoved } from "../../../../../actions/plan-and-comment/src/changes/moved.ts";
import { pathText } from "../../../../../actions/lib/terraform/attribute-path.ts";
import type { Json } from "../../../../../actions/lib/terraform/json.ts";
import type { Change } from "../../../../../actions/lib/terraform/plan-json.ts";

const rule = (port: number, range = "10.0.0.0/8"): Json => ({ port, range });
const changes = (before: Json[], after: Json[], marks: Partial<Change> = {}) =>
  differences({
    actions: ["update"],
    before: { rule: before },
    after: { rule: after },
    ...marks,
  }).map(({ steps, before: old, after: now }) => [
    pathText(steps),
    ...[old, now].map((side) => {
      if (side.kind === "order") return side.places;
      return side.kind === "value" ? side.value : side.kind;
    }),
  ]);

test("objects that only move are told as another order, in one place", () => {
  expect(changes([rule(1), rule(2), rule(3)], [rule(3), rule(1), rule(2)])).toStrictEqual([
    ["rule", [2], [0]],
  ]);
});

test("what comes and goes is told beside the order, and what stays is not", () => {
  const [a, b, c, d] = [rule(1), rule(2), rule(3, "a"), rule(4, "b")];
  expect(changes([a, b, c], [d, b, a])).toStrictEqual([
    ["rule[0].port", "absent", 4],
    ["rule[0].range", "absent", "b"],
    ["rule[2].port", 3, "absent"],
    ["rule[2].range", "a", "absent"],
    ["rule", [0], [2]],
  ]);
});

test("an object that is there more often, or less often, is added or removed", () => {
  expect(changes([rule(1), rule(2)], [rule(2), rule(1), rule(1)])).toContainEqual([
    "rule[2].port",
    "absent",
    1,
  ]);
  expect(changes([rule(1), rule(1), rule(2)], [rule(2), rule(1)])).toContainEqual([
    "rule[1].port",
    1,
    "absent",
  ]);
});

test.each<[string, Partial<Change>]>([
  ["a part is sensitive", { after_sensitive: { rule: [{ range: true }, {}] } }],
  ["a part is not known yet", { after_unknown: { rule: [{ id: true }, {}] } }],
])("objects of which %s are not said to be the same", (_, marks) => {
  const found = changes([rule(1), rule(2)], [rule(2), rule(1)], marks);
  expect(found.length).toBeGreaterThan(1);
  const whole = found.map(([place]) => place);
  expect(whole).not.toStrictEqual(["rule"]);
});

test("a long list whose items keep their order has no other order", () => {
  const keys = Array.from({ length: 1200 }, (_, at) => `k${at}`);
  const after = ["new", ...keys.slice(0, -2), "other"];
  const found = separateMoved(align(keys, after), keys, after, () => true);
  expect([found.inOrder, found.moved.length]).toStrictEqual([true, 1198]);
  expect(found.rest.flat().filter((at) => at !== undefined)).toHaveLength(4);
});
