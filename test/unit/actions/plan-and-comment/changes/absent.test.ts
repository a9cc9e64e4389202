import { expect, test } from "@jest/globals";
import { absentWarnings } from "../../../../../actions/plan-and-comment/src/changes/absent.ts";
import { plan, resource } from "../report/plans.ts";

const DOORS = plan({
  prior_state: {
    values: {
      root_module: {
        resources: ["t.gate", "t.wall", "t.roof[0]"].map((address) => ({
          address,
          mode: "managed",
          type: "t",
        })),
      },
    },
  },
  resource_changes: [
    resource("gate", ["no-op"], 1),
    { ...resource("door", ["create"], 1), address: 't.door["north"]' },
  ],
});

test.each<[string, string[], string[]]>([
  ["an object that stays", ["t.gate"], []],
  ["an instance, and a resource with instances", ['t.door["north"]', "t.door"], []],
  ["an instance that does not exist", ['t.door["south"]'], ['there is no t.door["south"]']],
  [
    "a name that only begins like an existing one",
    ["t.gat", "module.x.t.gate"],
    ["there is no t.gat", "there is no module.x.t.gate"],
  ],
  [
    "objects that exist, but are left out by a target",
    ["t.wall", "t.roof"],
    ["t.wall is left out of this plan", "t.roof is left out of this plan"],
  ],
])("%s", (_, replace, absent) => {
  const wanted = (by: string) => absent.map((why) => `${by}: ${why}, so it replaces nothing`);
  expect(absentWarnings(DOORS, { replace }, {})).toStrictEqual(wanted("replace"));
  const extra = replace.map((address) => `-replace=${address}`);
  expect(absentWarnings(DOORS, { extra }, {})).toStrictEqual(wanted("-replace"));
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
  [
    "objects of the plan, and the resource and module that contain them",
    ["t.sign", "t.sign[0]", "module.shop"],
    [],
  ],
  ["an instance of a module, with a dot in its key", ['module.shop["a.b"]'], []],
  ["an object that is only in the state", ["data.t.read"], []],
  ["the address before a move, which the tool accepts too", ["module.old[2].t.sign"], []],
  ["an object that is deferred", ["module.late", "module.late[3].t.late"], []],
  [
    "a block that only the configuration has, because its count may be 0",
    ["t.none", "module.shop.t.none", "ephemeral.t.key", "module.empty"],
    [],
  ],
  [
    "names and instances that do not exist",
    ["t.sing", "t.sign[1]", "module.shop.t.sign", "module.sho", 'module.shop["a"]', "t.none[0]"],
    ["t.sing", "t.sign[1]", "module.shop.t.sign", "module.sho", 'module.shop["a"]', "t.none[0]"],
  ],
  ["a key with blanks around it", ["t.sign[ 0 ]"], []],
])("targets: %s", (_, targets, absent) => {
  const wanted = (by: string) =>
    absent.map((address) => `${by}: there is no ${address}, so nothing is planned for it`);
  expect(absentWarnings(SHOP, { targets }, {})).toStrictEqual(wanted("targets"));
  const extra = targets.flatMap((address) => ["--target", address]);
  expect(absentWarnings(SHOP, { extra }, {})).toStrictEqual(wanted("-target"));
});

test("arguments in environment variables are checked too", () => {
  const environment = {
    TF_CLI_ARGS: "-no-color",
    TF_CLI_ARGS_plan: "-target=t.sing '-replace=t.door[\"x y\"]'",
    TF_CLI_ARGS_apply: "-target=t.other",
  };
  expect(absentWarnings(SHOP, {}, environment)).toStrictEqual([
    '-replace: there is no t.door["x y"], so it replaces nothing',
    "-target: there is no t.sing, so nothing is planned for it",
  ]);
});

test("a warning names an exclusion whose block does not exist; missing instances of an existing block are not judged", () => {
  const extra = ["-exclude=t.none[7]", "-exclude=t.sing", '-exclude=module.shop["new"].t.till'];
  expect(absentWarnings(SHOP, { extra }, {})).toStrictEqual([
    "-exclude: there is no t.sing, so it excludes nothing",
  ]);
});

test("a plan without its configuration gives no warnings about targets", () => {
  expect(absentWarnings(plan({}), { targets: ["t.sing"] }, {})).toStrictEqual([]);
});
