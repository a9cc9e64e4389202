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

describe("an attribute is made of", () => {
  it.each<[string, string, string, string[], boolean]>([
    ["a resource", "t.direct", "x", ["n.a"], false],
    ["what a local hides", "t.local", "x", [], true],
    ["what for_each goes through", "t.each", "x", ["n.a"], false],
    ["what stands in a nested block", "t.nested", "rule", ["n.a"], false],
    ["what a data source is read from", "t.read", "x", ["n.a"], false],
    ["the output of a module", "t.output", "x", ["module.net.n.inner"], false],
    ["the input of its module", "module.net.t.inside", "x", ["n.a"], false],
    ["a circle, which ends", "t.circle", "x", [], false],
    ["nothing that it sets", "t.direct", "y", [], false],
    ["nothing, where there is no such block", "t.none", "x", [], false],
  ])("%s", (_, address, attribute, blocks, hasLocal) => {
    const found = references.of(address, attribute);
    expect([...found.blocks]).toStrictEqual(blocks);
    expect(found.hasLocal).toBe(hasLocal);
  });
});

test("what the configuration sets, and what the provider does", () => {
  expect(references.has("t.direct")).toBe(true);
  expect(references.sets("t.direct", ["x"])).toBe(true);
  expect(references.sets("t.direct", ["arn"])).toBe(false);
  expect(references.sets("t.nested", ["rule", 0, "port"])).toBe(true);
  expect(references.sets("t.nested", ["rule", 0, "description"])).toBe(false);
  // A dynamic block is not in the plan.
  expect(references.sets("t.nested", ["ingress", 0, "port"])).toBe(true);
  // The value of an argument made of references is set as a whole.
  expect(references.sets("t.direct", ["x", "deep", 0])).toBe(true);
});

test("a plan without a configuration knows nothing", () => {
  const none = new References({});
  expect(none.has("t.direct")).toBe(false);
  expect([...none.of("t.direct", "x").blocks]).toStrictEqual([]);
});
