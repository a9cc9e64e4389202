import { describe, expect, test } from "@jest/globals";
import { kindOf } from "../../../../../actions/lib/terraform/plan-json.ts";
import type { Change, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { causesOf } from "../../../../../actions/plan-and-comment/src/causes/causes.ts";
import { groupInstances } from "../../../../../actions/plan-and-comment/src/changes/instances.ts";
import type { Counted } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { entryItem } from "../../../../../actions/plan-and-comment/src/report/entry.ts";
import { plan, redact } from "./plans.ts";

const instance = (
  key: string | number,
  change: Partial<Change>,
  more: Partial<ResourceChange> = {},
): ResourceChange => ({
  address: `t.a[${JSON.stringify(key)}]`,
  mode: "managed",
  type: "t",
  name: "a",
  change: { actions: ["no-op"], before: { size: 1 }, after: { size: 1 }, ...change },
  ...more,
});

const entryOf = (...changes: [ResourceChange, ...ResourceChange[]]) => {
  const [group] = groupInstances(changes);
  if (group === undefined) throw new Error("there is no group");
  const causes = causesOf(plan({ resource_changes: changes }));
  const { title, body } = entryItem(kindOf(changes[0]) as Counted, group, causes, redact);
  return { title, lines: body.split("\n").slice(1, -1) };
};

const moved = (key: string, from: number | string, change: Partial<Change> = {}) =>
  instance(key, change, { previous_address: `t.a[${JSON.stringify(from)}]` });

describe("where the instances of one entry come from", () => {
  test("is a line for each instance if it differs, such as the index before for_each (P-E 35)", () => {
    expect(entryOf(moved("red", 1), moved("green", 0))).toStrictEqual({
      title: '`t.a["red", "green"]`',
      lines: ['  ["red"] moved from t.a[1]', '  ["green"] moved from t.a[0]'],
    });
  });

  test("comes before what changes in them", () => {
    const imported = (id: string) =>
      instance(id, { actions: ["update"], after: { size: 2 }, importing: { id } });
    expect(entryOf(imported("i-1"), imported("i-2")).lines).toStrictEqual([
      '  ["i-1"] imported as i-1',
      '  ["i-2"] imported as i-2',
      "! size = 1 -> 2",
    ]);
  });

  test("is said of the instances to which it applies, and in the title if it is the same", () => {
    const stays = instance("stays", { actions: ["update"], after: { size: 2 } });
    const change = { actions: ["update"], after: { size: 2 } };
    expect(entryOf(stays, moved("new", "old", change)).lines).toStrictEqual([
      '  ["new"] moved from t.a["old"]',
      "! size = 1 -> 2",
    ]);
    const importing = { importing: { unknown: true } };
    expect(entryOf(instance("x", importing), instance("y", importing)).title).toBe(
      '`t.a["x", "y"]` — imported by an id that is known after apply',
    );
  });

  test("is said besides why they are replaced", () => {
    const replaced = (size: number) => ({
      actions: ["delete", "create"],
      after: { size },
      replace_paths: [["size"]],
    });
    expect(entryOf(moved("x", 0, replaced(2)), moved("y", 1, replaced(3)))).toStrictEqual({
      title: '`t.a["x", "y"]` — `size`',
      lines: [
        '  ["x"] moved from t.a[0]',
        '  ["y"] moved from t.a[1]',
        '! ["x"] size = 1 -> 2  # forces replacement',
        '! ["y"] size = 1 -> 3  # forces replacement',
      ],
    });
  });

  test("is counted for instances that are not compared", () => {
    const many = Array.from({ length: 30 }, (_, at) => moved(`k${at}`, at));
    const { lines } = entryOf(many[0] as ResourceChange, ...many.slice(1));
    expect(lines).toHaveLength(25);
    expect(lines.at(-1)).toBe("  … 6 more instances are in the full report");
  });
});
