import { expect, test } from "@jest/globals";
import { absentAmong } from "../../../../../actions/plan-and-comment/src/changes/absent.ts";
import { plan, resource } from "../report/plans.ts";

const DOORS = plan({
  resource_changes: [
    resource("gate", ["no-op"], 1),
    { ...resource("door", ["create"], 1), address: 't.door["north"]' },
  ],
});

test.each<[string, string[], string[]]>([
  ["an object that stays", ["t.gate"], []],
  ["an instance, and a resource with instances", ['t.door["north"]', "t.door"], []],
  ["another instance", ['t.door["south"]'], ['t.door["south"]']],
  ["a name that only begins alike", ["t.gat", "module.x.t.gate"], ["t.gat", "module.x.t.gate"]],
])("%s", (_, replace, absent) => {
  expect(absentAmong(DOORS, replace)).toStrictEqual(absent);
});
