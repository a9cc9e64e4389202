import { describe, expect, it } from "@jest/globals";
import { keyFrom } from "../../../../../../actions/lib/terraform/plan-digest/digest.ts";
import { manifestOf } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";
import type { ManifestEntry } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";
import type {
  Change,
  Plan,
  ResourceChange,
} from "../../../../../../actions/lib/terraform/plan-json.ts";

const key = keyFrom(Buffer.alloc(32, 7));
const show = (text: string) => text;

const resource = (change: Change, more: Partial<ResourceChange> = {}): ResourceChange => ({
  address: "t.x",
  mode: "managed",
  type: "t",
  name: "x",
  ...more,
  change,
});

const entriesOf = (plan: Partial<Plan>, redact = show, with_ = key): ManifestEntry[] =>
  manifestOf({ format_version: "1.2", ...plan }, with_, redact).entries;

const entryOf = (change: Change, more: Partial<ResourceChange> = {}): ManifestEntry | undefined =>
  entriesOf({ resource_changes: [resource(change, more)] })[0];

describe("entries", () => {
  it("are sorted by address, and have the action", () => {
    const create = { actions: ["create"], before: null, after: {} };
    const entries = entriesOf({
      resource_changes: [
        resource(create, { address: "t.b" }),
        resource(
          { actions: ["delete"], before: {}, after: null },
          { address: "t.b", deposed: "1" },
        ),
        resource({ actions: ["delete", "create"] }, { address: "t.a" }),
        resource({ actions: ["no-op"] }, { address: "t.moved", previous_address: "t.old" }),
        resource({ actions: ["no-op"] }, { address: "t.same" }),
      ],
      deferred_changes: [
        { reason: "r", resource_change: resource(create, { address: "t.later" }) },
      ],
      action_invocations: [{ address: "action.a.b" }],
      output_changes: {
        text: { actions: ["update"], before: "a", after: "b" },
        same: { actions: ["no-op"] },
      },
      variables: { size: { value: 3 } },
    });
    expect(
      entries.map(({ attributes, ...entry }) => [entry, Object.keys(attributes)]),
    ).toStrictEqual([
      [{ address: "action.a.b", action: "invoke" }, []],
      [{ address: "output.text", action: "update" }, ["value"]],
      [{ address: "t.a", action: "delete,create" }, []],
      [{ address: "t.b", action: "create" }, []],
      [{ address: "t.b", deposed: "1", action: "delete" }, []],
      [{ address: "t.later", action: "deferred create" }, []],
      [{ address: "t.moved", previousAddress: "t.old", action: "no-op" }, []],
      [{ address: "var.size", action: "set" }, ["value"]],
    ]);
  });

  it("identify an import by the imported object", () => {
    const of = (importing: NonNullable<Change["importing"]>) =>
      entryOf({ actions: ["no-op"], importing })?.attributes["(import)"];
    expect(of({ id: "a" })).toBe(of({ id: "a" }));
    expect(of({ id: "a" })).not.toBe(of({ id: "b" }));
    expect(of({ identity: { arn: "a" } })).not.toBe(of({ identity: { arn: "b" } }));
    expect(of({ unknown: true })).toBe("known after apply");
  });
});

describe("attributes", () => {
  it("are the attributes that the plan changes", () => {
    const entry = entryOf({
      actions: ["update"],
      before: { type: "a", size: 1, tags: { a: "1" }, resource_version: "7", uid: "u" },
      after: { type: "b", size: 1, tags: { a: "1", b: "2" }, resource_version: "7" },
      after_unknown: { uid: true },
    });
    expect(Object.keys(entry?.attributes ?? {})).toStrictEqual(["tags.b", "type", "uid"]);
    expect(entry?.attributes["uid"]).toBe("known after apply");
  });

  it("that become unknown count without their old parts, which can change on their own", () => {
    const of = (revision: number) =>
      entryOf({
        actions: ["update"],
        before: { metadata: [{ revision, values: {} }] },
        after: {},
        after_unknown: { metadata: true },
      })?.attributes;
    expect(of(1)).toStrictEqual({ metadata: "known after apply" });
    expect(of(2)).toStrictEqual(of(1));
  });

  it("of a write-only value count with its version (P-E 29)", () => {
    const of = (version: number) =>
      entryOf({
        actions: ["update"],
        before: { password_wo: null, password_wo_version: 1 },
        after: { password_wo: null, password_wo_version: version },
      })?.attributes;
    expect(of(1)).toStrictEqual({});
    expect(Object.keys(of(2) ?? {})).toStrictEqual(["password_wo_version"]);
    expect(of(2)).not.toStrictEqual(of(3));
  });

  it("include whether they are sensitive: an output that becomes public is another plan", () => {
    const change = { actions: ["update"], before: "a", after: "a", before_sensitive: true };
    const of = (after_sensitive: boolean) =>
      entriesOf({ output_changes: { o: { ...change, after_sensitive } } })[0]?.attributes;
    expect(Object.keys(of(false) ?? {})).toStrictEqual(["value"]);
    expect(of(true)).toStrictEqual({});
  });

  it("of sensitive values differ if the values differ, and show nothing else (P-E 94)", () => {
    const of = (password: string) =>
      entryOf({
        actions: ["create"],
        before: null,
        after: { password },
        after_sensitive: { password: true },
      })?.attributes["password"];
    expect(of("hunter2")).not.toBe(of("hunter3"));
    expect(of("hunter2")).toMatch(/^[\w-]{43}$/);
  });

  it("of equal values in different places have different HMACs", () => {
    const entries = entriesOf({
      resource_changes: ["t.a", "t.b"].map((address) =>
        resource({ actions: ["create"], before: null, after: { one: "x", two: "x" } }, { address }),
      ),
    });
    expect(new Set(entries.flatMap(({ attributes }) => Object.values(attributes))).size).toBe(4);
  });

  it("have other HMACs with another key", () => {
    const plan = { variables: { a: { value: "x" } } };
    const other = keyFrom(Buffer.alloc(32, 8));
    expect(entriesOf(plan)).not.toStrictEqual(entriesOf(plan, show, other));
  });

  it("do not show the names of members of secret variables", () => {
    const [entry] = entriesOf({
      variables: { login: { value: { user: "u" } } },
      configuration: { root_module: { variables: { login: { sensitive: true } } } },
    });
    expect(Object.keys(entry?.attributes ?? {})).toStrictEqual(["value"]);
  });

  it("hide a path that contains a registered secret, but distinguish it from another path", () => {
    const of = (name: string) => {
      const after = { map: { [name]: 1 } };
      const change = resource({ actions: ["create"], before: null, after });
      const redact = (text: string) => text.replaceAll(/hunter\d/g, "***");
      return Object.keys(entriesOf({ resource_changes: [change] }, redact)[0]?.attributes ?? {});
    };
    expect(of("hunter2")[0]).toMatch(/^\(hidden [\w-]{43}\)$/);
    expect(of("hunter2")).not.toStrictEqual(of("hunter3"));
    expect(of("hunter2")).toStrictEqual(of("hunter2"));
  });

  it("can have any name", () => {
    const after = JSON.parse('{"__proto__": 1, "toString": 2}') as Record<string, number>;
    const entry = entryOf({ actions: ["create"], before: null, after });
    expect(Object.keys(entry?.attributes ?? {})).toStrictEqual(["__proto__", "toString"]);
  });
});

it("a manifest does not have objects that its plan does not change", () => {
  const plan: Partial<Plan> = {
    resource_changes: [resource({ actions: ["no-op"], before: { a: 1 }, after: { a: 1 } })],
  };
  const other: Partial<Plan> = {
    ...plan,
    resource_changes: [resource({ actions: ["no-op"], before: { a: 2 }, after: { a: 2 } })],
    resource_drift: [resource({ actions: ["update"], before: { a: 1 }, after: { a: 2 } })],
    prior_state: { values: {} },
    planned_values: {},
    checks: [],
    terraform_version: "1.11.5",
    timestamp: "2026-11-28T19:00:00Z",
  };
  expect(entriesOf(other)).toStrictEqual(entriesOf(plan));
});
