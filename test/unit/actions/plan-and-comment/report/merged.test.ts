import { expect, test } from "@jest/globals";
import type { Json, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { causesOf } from "../../../../../actions/plan-and-comment/src/causes/causes.ts";
import { groupInstances } from "../../../../../actions/plan-and-comment/src/changes/instances.ts";
import { mergedLines } from "../../../../../actions/plan-and-comment/src/report/merged.ts";
import { plan } from "./plans.ts";

const instance = (key: string, after: Json, before: Json = null): ResourceChange => ({
  address: `t.a["${key}"]`,
  mode: "managed",
  type: "t",
  name: "a",
  change: { actions: [before === null ? "create" : "update"], before, after },
});

const merged = (changes: ResourceChange[], resources: object[] = []): string[] => {
  const causes = causesOf(
    plan({ configuration: { root_module: { resources: resources as never } } }),
  );
  const [group] = groupInstances(changes);
  return group === undefined ? [] : mergedLines(group, causes, (text) => text, "open");
};

test("values that are the same in all instances are shown once, other values by key", () => {
  expect(
    merged([instance("x", { size: 1, zone: "one" }), instance("y", { size: 1, zone: "two" })]),
  ).toStrictEqual(["+ size = 1", '+ ["x"] zone = "one"', '+ ["y"] zone = "two"']);
});

test("instances with the same value share a line", () => {
  const changes = ["a1", "b1", "c1", "d1", "e1"].map((key) =>
    instance(key, { zone: key === "e1" ? "two" : "one" }),
  );
  expect(merged(changes)).toStrictEqual([
    '+ ["a1"] ["b1"] ["c1"] and 1 more zone = "one"',
    '+ ["e1"] zone = "two"',
  ]);
});

test("values that contain the key are one line", () => {
  expect(
    merged([instance("east", { name: "app-east" }), instance("west", { name: "app-west" })]),
  ).toStrictEqual(['+ name = "app-{key}"']);
});

test("an attribute that changes in only some instances names these instances", () => {
  expect(
    merged([
      instance("x", { a: 1, b: 2 }, { a: 0, b: 2 }),
      instance("y", { a: 1, b: 2 }, { a: 0, b: 1 }),
    ]),
  ).toStrictEqual(["! a = 0 -> 1", '! ["y"] b = 1 -> 2']);
});

test("attributes that only the provider sets are counted", () => {
  const resources = [{ address: "t.a", expressions: { size: { constant_value: 1 } } }];
  const after = { size: 1, tags_all: { team: "x" }, path: "/" };
  expect(merged([instance("x", after)], resources)).toStrictEqual([
    "+ size = 1",
    "  not shown: 2 set by the provider",
  ]);
});

test("the first of many instances are compared, and the rest is counted", () => {
  const many = Array.from({ length: 100 }, (_, at) => instance(`k${at}`, { size: 1 }));
  expect(merged(many)).toStrictEqual([
    "+ size = 1",
    "  … 76 more instances are in the full report",
  ]);
});

test("folded values are counted by their kind: a repeated tag does not count as blank", () => {
  const tagged = (team: string) => ({
    tags: { team },
    tags_all: { team },
    note: team === "a" ? null : "",
  });
  expect(merged([instance("x", tagged("b"), tagged("a"))])).toStrictEqual([
    '! tags.team = "a" -> "b"',
    "  not shown: 1 as in tags, 1 blank before and after",
  ]);
});

test("what the configuration newly sets is shown even if its value is known after apply; computed values are counted", () => {
  const resources = [
    {
      address: "t.a",
      expressions: {
        kms_key_id: { references: ["t.key"] },
        groups: { references: ["t.group"] },
        tags: { references: ["t.key"] },
        disk: [{ key: { references: ["t.key"] } }],
      },
    },
  ];
  const change: ResourceChange = instance(
    "x",
    { groups: ["one", null], tags: { a: "1" }, disk: [{}], size: 2 },
    { groups: ["one"], tags: { a: "1" }, disk: [{ key: null, id: null }], size: 1 },
  );
  change.change.after_unknown = {
    kms_key_id: true,
    groups: [false, true],
    tags: { b: true },
    disk: [{ key: true, id: true }],
    endpoint: true,
  };
  const lines = [
    "! size = 1 -> 2",
    "+ kms_key_id = (known after apply)",
    "+ groups[1] = (known after apply)",
    "+ tags.b = (known after apply)",
    "+ disk[0].key = (known after apply)",
    "  not shown: 2 known after apply",
  ];
  expect(merged([change], resources).sort()).toStrictEqual([...lines].sort());
  // The configuration is not in the plan.
  expect(merged([change])).toStrictEqual(["! size = 1 -> 2", "  not shown: 6 known after apply"]);
});

test("what a new object gets only after the apply is counted, whether the configuration sets it or not", () => {
  const resources = [{ address: "t.a", expressions: { vpc: { references: ["t.vpc"] } } }];
  const change: ResourceChange = instance("x", {});
  change.change.after_unknown = { vpc: true, id: true };
  expect(merged([change], resources)).toStrictEqual([]);
});

test("an object that is replaced shows what it newly sets, but not what follows from another new object", () => {
  const resources = [
    { address: "t.v" },
    { address: "t.a", expressions: { key: { references: ["t.k"] }, vpc: { references: ["t.v"] } } },
  ];
  const before = { key: "", vpc: "vpc-1", zone: "one" };
  const change: ResourceChange = instance("x", { zone: "two" }, before);
  change.change.actions = ["delete", "create"];
  change.change.after_unknown = { key: true, vpc: true };
  const remade = { ...instance("y", {}), address: "t.v" };
  const causes = causesOf(
    plan({
      resource_changes: [remade],
      configuration: { root_module: { resources } },
    }),
  );
  const [group] = groupInstances([change]);
  expect(mergedLines(group as never, causes, (text) => text, "open")).toStrictEqual([
    '! key = "" -> (known after apply)',
    '! zone = "one" -> "two"',
    "  not shown: 1 known after apply",
  ]);
});
