import { describe, expect, it } from "@jest/globals";
import { plan } from "../../../../rehearsal/terraform/plan.ts";
import type { Rules } from "../../../../rehearsal/terraform/rules.ts";
import type { Block } from "../../../../rehearsal/terraform/schema.ts";
import { resolveUnknowns } from "../../../../rehearsal/terraform/resolve-unknowns.ts";
import type { Fields } from "../../../../rehearsal/terraform/values.ts";
import { UNKNOWN } from "../../../../rehearsal/terraform/values.ts";

const text = { type: "string", optional: true };

const BLOCK: Block = {
  attributes: {
    id: { type: "string", optional: true, computed: true },
    name: { type: "string", required: true },
    note: text,
    size: { type: "number", optional: true },
    policy: text,
    labels: { type: ["map", "string"], optional: true },
    zones: { type: ["set", "string"], optional: true },
    secret: { ...text, write_only: true },
  },
  block_types: {
    disk: {
      nesting_mode: "list",
      block: { attributes: { kind: text, serial: { type: "string", computed: true } } },
    },
    rule: { nesting_mode: "set", block: { attributes: { port: text, note: text } } },
    network: { nesting_mode: "list", max_items: 1, block: { attributes: { range: text } } },
    timeouts: { nesting_mode: "single", block: { attributes: { create: text } } },
  },
};

const RULES: Rules = {
  defaults: { size: 8, "disk.kind": "gp3" },
  computedBlocks: ["network"],
  json: ["policy"],
  replace: ["name", "disk.kind", "labels"],
};

/** Returns a configuration as Terraform sends it: every attribute and block is there, null or empty. */
function configured(values: Fields): Fields {
  const nothing = { id: null, note: null, size: null, policy: null, labels: null, zones: null };
  const blocks = { disk: [], rule: [], network: [], timeouts: null };
  return { ...nothing, secret: null, name: "a", ...blocks, ...values };
}

const create = (values: Fields): Fields => plan(BLOCK, RULES, null, configured(values)).state;
const stored = (values: Fields): Fields =>
  resolveUnknowns(BLOCK, create(values), { id: "i-1", disk: [{ serial: "s-1" }] });

describe("planning a resource that is created", () => {
  it.each<[string, Fields, Fields]>([
    ["computed values are unknown", {}, { id: UNKNOWN }],
    ["configured values are kept", { id: "mine" }, { id: "mine" }],
    ["defaults are filled in", {}, { size: 8 }],
    ["configured values win over defaults", { size: 0 }, { size: 0 }],
    ["unknown values stay unknown", { note: UNKNOWN }, { note: UNKNOWN }],
    ["write-only values are never planned", { secret: "hunter2" }, { secret: null }],
    ["empty collections are null", { labels: {}, zones: [] }, { labels: null, zones: null }],
    ["a set with an unknown element is unknown", { zones: ["a", UNKNOWN] }, { zones: UNKNOWN }],
    ["a map keeps its known values", { labels: { a: UNKNOWN } }, { labels: { a: UNKNOWN } }],
    ["JSON is normalized", { policy: '{ "b": 1, "a": "<" }' }, { policy: '{"a":"\\u003c","b":1}' }],
    ["computed blocks are unknown if none is configured", {}, { network: UNKNOWN }],
    [
      "computed blocks are kept if some are configured",
      { network: [{ range: "x" }] },
      { network: [{ range: "x" }] },
    ],
    [
      "blocks have their own defaults and unknown values",
      { disk: [{ kind: null, serial: null }] },
      { disk: [{ kind: "gp3", serial: UNKNOWN }] },
    ],
    [
      "elements of sets have zero values instead of nulls",
      { rule: [{ port: "1", note: null }] },
      { rule: [{ port: "1", note: "" }] },
    ],
    ["dynamic blocks that are not known yet are unknown", { disk: UNKNOWN }, { disk: UNKNOWN }],
    ["single blocks stay null", {}, { timeouts: null }],
  ])("%s", (_, values, expected) => {
    expect(create(values)).toMatchObject(expected);
  });
});

describe("planning a resource that exists", () => {
  const prior = stored({ disk: [{ kind: null, serial: null }], rule: [{ port: "1", note: null }] });
  const same = { disk: [{ kind: null, serial: null }], rule: [{ port: "1", note: null }] };

  it("plans nothing for the same configuration", () => {
    const planned = plan(BLOCK, RULES, prior, configured(same));
    expect(planned).toStrictEqual({ state: prior, replace: [] });
  });

  it("keeps a stored zero value of an attribute that is not configured", () => {
    const before = { ...prior, note: "", labels: {}, zones: [] };
    expect(plan(BLOCK, RULES, before, configured(same)).state).toStrictEqual(before);
  });

  it("removes a value that is not configured any more", () => {
    const { state } = plan(BLOCK, RULES, { ...prior, note: "old" }, configured(same));
    expect(state["note"]).toBeNull();
  });

  it("ignores the order of a set", () => {
    const before = { ...prior, zones: ["b", "a"] };
    const { state } = plan(BLOCK, RULES, before, configured({ ...same, zones: ["a", "b"] }));
    expect(state["zones"]).toStrictEqual(["b", "a"]);
  });

  it.each<[string, Fields, (string | number)[][]]>([
    ["a new name", { name: "b" }, [["name"]]],
    ["an unknown name", { name: UNKNOWN }, [["name"]]],
    ["an attribute in a block", { disk: [{ kind: "io2", serial: null }] }, [["disk", 0, "kind"]]],
    [
      "one more block",
      {
        disk: [
          { kind: null, serial: null },
          { kind: "io2", serial: null },
        ],
      },
      [["disk", 1, "kind"]],
    ],
    ["another note", { note: "new" }, []],
    ["no labels", { labels: {} }, []],
  ])("says whether %s forces a replacement, and by which attribute", (_, values, expected) => {
    const planned = plan(BLOCK, RULES, prior, configured({ ...same, ...values }));
    expect(planned.replace).toStrictEqual(expected);
  });

  it("makes values unknown that a change recomputes, but only if there is a change", () => {
    const rules = { ...RULES, recomputed: () => ["id"] };
    expect(plan(BLOCK, rules, prior, configured(same)).state["id"]).toBe("i-1");
    const changed = configured({ ...same, note: "new" });
    expect(plan(BLOCK, rules, prior, changed).state["id"]).toBe(UNKNOWN);
  });
});

describe("resolving the unknown values of a planned state", () => {
  it("uses the known values for unknown ones, or else zero values", () => {
    const planned = create({
      disk: [
        { kind: null, serial: null },
        { kind: "io2", serial: null },
      ],
    });
    const state = resolveUnknowns(BLOCK, planned, {
      id: "i-1",
      name: "ignored",
      disk: [{ serial: "s-1" }],
    });
    expect(state).toMatchObject({
      id: "i-1",
      name: "a",
      disk: [
        { kind: "gp3", serial: "s-1" },
        { kind: "io2", serial: "" },
      ],
      network: [],
    });
  });

  it("completes blocks that only the service knows", () => {
    const state = resolveUnknowns(BLOCK, create({}), { network: [{}] });
    expect(state["network"]).toStrictEqual([{ range: "" }]);
  });
});
