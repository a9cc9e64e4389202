import { expect, test } from "@jest/globals";
import {
  absentAmong,
  absentTargetsAmong,
} from "../../../../../actions/plan-and-comment/src/changes/absent.ts";
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

const SHOP = plan({
  resource_changes: [
    { ...resource("till", ["create"], 1), address: 'module.shop["a.b"].t.till[0]' },
    {
      ...resource("sign", ["no-op"], 1),
      address: "t.sign[0]",
      previous_address: "module.old[2].t.sign",
    },
  ],
  deferred_changes: [
    {
      reason: "instance_count_unknown",
      resource_change: { ...resource("late", ["create"], 1), address: "module.late[*].t.late" },
    },
  ],
  prior_state: {
    values: { root_module: { resources: [{ address: "data.t.read", mode: "data", type: "t" }] } },
  },
  configuration: {
    root_module: {
      resources: [{ address: "t.sign" }, { address: "t.none" }, { address: "ephemeral.t.key" }],
      module_calls: {
        shop: { module: { resources: [{ address: "t.till" }, { address: "t.none" }] } },
        empty: {},
      },
    },
  },
});

test.each<[string, string[], string[]]>([
  ["objects of the plan, and what has them", ["t.sign", "t.sign[0]", "module.shop"], []],
  ["a module's instance, with a dot in its key", ['module.shop["a.b"]'], []],
  ["what the state has", ["data.t.read"], []],
  ["where something was before its move: the tool asks for that too", ["module.old[2].t.sign"], []],
  ["what is deferred", ["module.late", "module.late[3].t.late"], []],
  [
    "what only the configuration has: its count may be 0",
    ["t.none", "module.shop.t.none", "ephemeral.t.key", "module.empty"],
    [],
  ],
  [
    "another name, another instance",
    ["t.sing", "t.sign[1]", "module.shop.t.sign", "module.sho", 'module.shop["a"]', "t.none[0]"],
    ["t.sing", "t.sign[1]", "module.shop.t.sign", "module.sho", 'module.shop["a"]', "t.none[0]"],
  ],
  ["a key that is written with blanks", ["t.sign[ 0 ]"], []],
])("targets: %s", (_, targets, absent) => {
  expect(absentTargetsAmong(SHOP, targets)).toStrictEqual(absent);
});

test("a plan without its configuration says nothing of targets", () => {
  expect(absentTargetsAmong(plan({}), ["t.sing"])).toStrictEqual([]);
});
