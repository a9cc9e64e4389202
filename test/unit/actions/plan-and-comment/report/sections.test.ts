import { describe, expect, it, test } from "@jest/globals";
import type { Json, Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { planSections } from "../../../../../actions/plan-and-comment/src/report/sections.ts";
import { plan, redact, resource } from "./plans.ts";

/** Returns the sections that are not empty: the title, then title and body of each item. */
const sections = (more: Partial<Plan>) =>
  planSections(overviewOf(plan(more)), redact)
    .filter(({ items }) => items.length > 0)
    .map(({ title, items }) => [title, ...items.map(({ title: name, body }) => [name, body])]);

const diff = (...lines: string[]) => `\`\`\`diff\n${lines.join("\n")}\n\`\`\``;

test("each output has its own entry, even if its value is blank", () => {
  const created = (after: Json) => ({ actions: ["create"], before: null, after });
  expect(
    sections({ output_changes: { zones: created([]), note: created(""), map: created({}) } }),
  ).toStrictEqual([
    [
      "3 outputs to change",
      ["`zones`", diff("+ zones = []")],
      ["`note`", diff('+ note = ""')],
      ["`map`", diff("+ map = {}")],
    ],
  ]);
});

test("an output says if only its type or its mark as sensitive changes", () => {
  const same = { actions: ["update"], before: "a", after: "a" };
  const hidden = { ...same, before_sensitive: true, after_sensitive: true };
  const note = "its value stays; its type changes, or whether it is sensitive";
  expect(sections({ output_changes: { door: same, key: hidden } })).toStrictEqual([
    ["2 outputs to change", [`\`door\` — ${note}`, ""], [`\`key\` — ${note}`, ""]],
  ]);
});

test("an action without a configuration is shown by its address and when it runs", () => {
  const action = { address: "action.harbour_horn.blow", invoke_action_trigger: {} };
  expect(sections({ action_invocations: [action] })).toStrictEqual([
    ["1 action to invoke", ["`action.harbour_horn.blow` — requested with -invoke", ""]],
  ]);
});

test("a write-only attribute that forces a replacement has no value to show", () => {
  const replaced = resource("a", ["delete", "create"], { pass_wo: null });
  Object.assign(replaced.change, {
    before: { pass_wo: null },
    after: { pass_wo: null },
    replace_paths: [["pass_wo"]],
  });
  expect(sections({ resource_changes: [replaced] })[0]?.[1]?.[0]).toBe(
    "`t.a` — `pass_wo` (its value is not in the plan)",
  );
});

describe("an import (P-E 22)", () => {
  it.each<[string, NonNullable<ReturnType<typeof resource>["change"]["importing"]>, string]>([
    ["by id", { id: "i-1" }, "imported as `i-1`"],
    [
      "by identity",
      { identity: { account_id: "1", name: "x" } },
      'imported by `account_id = "1"` and `name = "x"`',
    ],
    [
      "by an id that is not known yet",
      { unknown: true },
      "imported by an id that is known after apply",
    ],
    ["without an id in the plan", {}, "imported"],
  ])("%s", (_, importing, words) => {
    const imported = resource("a", ["no-op"], { b: 1 });
    imported.change.importing = importing;
    expect(sections({ resource_changes: [imported] })).toStrictEqual([
      ["1 to import", [`\`t.a\` — ${words}`, ""]],
    ]);
  });

  test("with a generated configuration", () => {
    const imported = resource("a", ["no-op"], { b: 1 });
    Object.assign(imported.change, { importing: { id: "i" }, generated_config: "resource {}" });
    expect(sections({ resource_changes: [imported] })[0]?.[1]?.[0]).toBe(
      "`t.a` — imported as `i`, its configuration was generated",
    );
  });
});

test("a deferred change says what it will do and why it waits (P-E 27)", () => {
  const deferred = (reason: string, actions: string[]) => ({
    reason,
    resource_change: resource(reason, actions, { size: 1 }),
  });
  expect(
    sections({
      deferred_changes: [
        deferred("provider_config_unknown", ["delete", "create"]),
        deferred("a_new_reason", ["create"]),
      ],
    }),
  ).toStrictEqual([
    [
      "2 deferred changes",
      [
        "`t.provider_config_unknown` — to replace later, the configuration of its provider is known only after another apply",
        "",
      ],
      ["`t.a_new_reason` — to create later, a\\_new\\_reason", diff("+ size = 1")],
    ],
  ]);
});

test("an action says when it runs and with what (P-E 28)", () => {
  const trigger = (event: string) => ({
    lifecycle_action_trigger: {
      triggering_resource_address: "aws_instance.web",
      action_trigger_event: event,
    },
  });
  expect(
    sections({
      action_invocations: [
        {
          address: "action.aws_lambda_invoke.warm",
          config_values: { function: "warm", key: "s3cret" },
          config_sensitive: { key: true },
          config_unknown: { payload: true },
          ...trigger("AfterCreate"),
        },
        { address: "action.a.b", ...trigger("before_update") },
        { address: "action.a.c", ...trigger("SomethingNew") },
        { address: "action.a.d", invoke_action_trigger: {} },
      ],
      deferred_action_invocations: [
        { reason: "deferred_prereq", action_invocation: { address: "action.a.e" } },
      ],
    }),
  ).toStrictEqual([
    [
      "4 actions to invoke",
      [
        "`action.aws_lambda_invoke.warm` — after the creation of `aws_instance.web`",
        diff('+ function = "warm"', "+ key = (sensitive value)", "  known after apply: payload"),
      ],
      ["`action.a.b` — before the update of `aws_instance.web`", ""],
      ["`action.a.c` — with `aws_instance.web`", ""],
      ["`action.a.d` — requested with -invoke", ""],
    ],
    ["1 deferred action", ["`action.a.e` — it depends on a change that is deferred too", ""]],
  ]);
});

test("differences that are no drift are counted by rule, and named in the full report", () => {
  const found = overviewOf(
    plan({
      resource_drift: [
        {
          ...resource("a", ["update"]),
          change: { actions: ["update"], before: { p: null, q: "" }, after: { p: [], q: null } },
        },
      ],
    }),
  );
  const [section] = planSections(found, redact).filter(({ items }) => items.length > 0);
  expect(section?.title).toBe("Not counted as drift");
  expect(section?.items[0]).toMatchObject({
    title: "1 object with differences that nobody made",
    body: "- empty in place of null, or the other way round: 2",
    whole: [
      "- empty in place of null, or the other way round: 2",
      "- `t.a`",
      diff("+ p = []", '- q = ""'),
    ].join("\n\n"),
  });
});

test("a forgotten object is not changed; the full report shows what the state loses", () => {
  const [section] = planSections(
    overviewOf(plan({ resource_changes: [resource("a", ["forget"], { id: "i-1" })] })),
    redact,
  ).filter(({ items }) => items.length > 0);
  expect(section?.items[0]).toMatchObject({ body: "", whole: expect.any(String) });
});

test.each<[string[], string, string]>([
  [["delete"], "delete_because_enabled_false", "enabled is false now"],
  [
    ["forget"],
    "forgot_because_lifecycle_destroy_in_config",
    "its configuration says destroy = false",
  ],
  [
    ["forget", "create"],
    "replace_because_cannot_update",
    "the old one is forgotten, not destroyed, cannot be updated in place",
  ],
])("OpenTofu's action %j with the reason %s", (actions, action_reason, notes) => {
  const changes = [{ ...resource("a", actions, { id: "i-1" }), action_reason }];
  const [section] = planSections(overviewOf(plan({ resource_changes: changes })), redact).filter(
    ({ items }) => items.length > 0,
  );
  expect(section?.items[0]?.title).toBe(`\`t.a\` — ${notes}`);
});

test("a deferred change says if the plan was told to leave it out", () => {
  const deferred = { reason: "excluded", resource_change: resource("a", ["create"], { id: 1 }) };
  const [section] = planSections(overviewOf(plan({ deferred_changes: [deferred] })), redact).filter(
    ({ items }) => items.length > 0,
  );
  expect(section?.items[0]?.title).toBe(
    "`t.a` — to create later, the plan was told to leave it out",
  );
});
