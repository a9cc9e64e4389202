import { describe, expect, it, test } from "@jest/globals";
import type { ConfigurationModule } from "../../../../../actions/lib/terraform/plan-json.ts";
import { References } from "../../../../../actions/plan-and-comment/src/causes/references.ts";

const from = (...references: string[]) => ({ references });
const block = (
  address: string,
  expressions: Record<string, ReturnType<typeof from> | object>,
  forEach?: ReturnType<typeof from>,
) => ({ address, expressions, for_each_expression: forEach }) as never;

const root: ConfigurationModule = {
  resources: [
    block("t.direct", { x: from("n.a.id", "n.a") }),
    block("t.local", { x: from("local.id") }),
    block("t.each", { x: from("each.value.id", "each.value") }, from("n.a")),
    block("t.nested", { rule: [{ source: from("n.a.id", "n.a"), port: { constant_value: 1 } }] }),
    block("t.read", { x: from("data.d.one.id", "data.d.one") }),
    block("data.d.one", { filter: from("n.a.id") }),
    block("t.output", { x: from("module.net.id", "module.net") }),
    block("t.circle", { x: from("module.net.loop") }),
    block("n.a", {}),
  ],
  module_calls: {
    net: {
      expressions: { parent: from("n.a.id", "n.a"), loop: from("module.net.loop") },
      module: {
        outputs: {
          id: { expression: from("n.inner.id", "n.inner") },
          loop: { expression: from("var.loop") },
        },
        resources: [block("n.inner", {}), block("t.inside", { x: from("var.parent") })],
      },
    },
  },
};
const references = new References({ configuration: { root_module: root } });

describe("the references of an attribute include", () => {
  it.each<[string, string, string, string[], boolean]>([
    ["a resource", "t.direct", "x", ["n.a"], false],
    ["a local, behind which nothing is known", "t.local", "x", [], true],
    ["the resource that for_each iterates over", "t.each", "x", ["n.a"], false],
    ["the references in a nested block", "t.nested", "rule", ["n.a"], false],
    ["the resource that a data source reads", "t.read", "x", ["n.a"], false],
    ["the resource behind the output of a module", "t.output", "x", ["module.net.n.inner"], false],
    ["the resource behind the input of its module", "module.net.t.inside", "x", ["n.a"], false],
    ["nothing, for references in a circle", "t.circle", "x", [], false],
    ["nothing, for an attribute that is not set", "t.direct", "y", [], false],
    ["nothing, for a block that does not exist", "t.none", "x", [], false],
  ])("%s", (_, address, attribute, blocks, hasLocal) => {
    const found = references.of(address, attribute);
    expect([...found.blocks]).toStrictEqual(blocks);
    expect(found.hasLocal).toBe(hasLocal);
  });
});

test("tells what the configuration sets from what the provider sets", () => {
  expect(references.has("t.direct")).toBe(true);
  expect(references.sets("t.direct", ["x"])).toBe(true);
  expect(references.sets("t.direct", ["arn"])).toBe(false);
  expect(references.sets("t.nested", ["rule", 0, "port"])).toBe(true);
  expect(references.sets("t.nested", ["rule", 0, "description"])).toBe(false);
  // The plan does not show a dynamic block.
  expect(references.sets("t.nested", ["ingress", 0, "port"])).toBe(true);
  // If references make up the value of an argument, the entire argument counts as set.
  expect(references.sets("t.direct", ["x", "deep", 0])).toBe(true);
});

test("a plan without a configuration has no references", () => {
  const none = new References({});
  expect(none.has("t.direct")).toBe(false);
  expect([...none.of("t.direct", "x").blocks]).toStrictEqual([]);
});
