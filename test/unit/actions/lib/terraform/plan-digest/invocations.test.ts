import { expect, it } from "@jest/globals";
import { keyFrom } from "../../../../../../actions/lib/terraform/plan-digest/digest.ts";
import { invocationsOf } from "../../../../../../actions/lib/terraform/plan-digest/invocations.ts";
import { manifestOf } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";
import type { ManifestEntry } from "../../../../../../actions/lib/terraform/plan-digest/manifest.ts";
import type { ActionInvocation, Plan } from "../../../../../../actions/lib/terraform/plan-json.ts";

const key = keyFrom(Buffer.alloc(32, 7));
const entriesOf = (plan: Partial<Plan>): ManifestEntry[] =>
  manifestOf({ format_version: "1.2", ...plan }, key, (text) => text).entries;

const invocation = (more: Partial<ActionInvocation> = {}, event = "AfterUpdate") => ({
  address: "action.x.y",
  config_values: { queue: "orders", size: 1 },
  lifecycle_action_trigger: {
    triggering_resource_address: "t.x",
    action_trigger_event: event,
  },
  ...more,
});
const of = (...actions: ActionInvocation[]) => entriesOf({ action_invocations: actions });

it("the actions of a plan are one entry for each action, with its configuration and what triggers it", () => {
  expect(of(invocation(), invocation({}, "BeforeDestroy"))).toStrictEqual([
    {
      address: "action.x.y",
      action: "invoke",
      attributes: {
        "(AfterUpdate of t.x)": expect.any(String) as unknown as string,
        "(BeforeDestroy of t.x)": expect.any(String) as unknown as string,
        queue: expect.any(String) as unknown as string,
        size: expect.any(String) as unknown as string,
      },
    },
  ]);
  expect(of(invocation(), invocation({}, "BeforeDestroy"))).toStrictEqual(
    of(invocation({}, "BeforeDestroy"), invocation()),
  );
});

it.each<[string, ActionInvocation]>([
  ["another value", invocation({ config_values: { queue: "payments", size: 1 } })],
  ["a sensitive value", invocation({ config_sensitive: { queue: true } })],
  ["a value that is not known yet", invocation({ config_unknown: { queue: true } })],
  ["another event", invocation({}, "BeforeUpdate")],
  [
    "another resource that triggers it",
    invocation({
      lifecycle_action_trigger: {
        triggering_resource_address: "t.z",
        action_trigger_event: "AfterUpdate",
      },
    }),
  ],
  [
    "a request with -invoke",
    {
      address: "action.x.y",
      config_values: { queue: "orders", size: 1 },
      invoke_action_trigger: {},
    },
  ],
])("invocations are not the same with %s", (_, other) => {
  expect(of(other)).not.toStrictEqual(of(invocation()));
});

it("the actions of a plan differ from those that only a later apply invokes", () => {
  const later = entriesOf({
    deferred_action_invocations: [{ reason: "r", action_invocation: invocation() }],
  });
  expect(later.map(({ action }) => action)).toStrictEqual(["deferred invoke"]);
});

it("an entry has all values if the same action is invoked with different ones", () => {
  const two = of(
    invocation(),
    invocation({ config_values: { queue: "b", size: 1 } }, "AfterCreate"),
  );
  const other = of(
    invocation(),
    invocation({ config_values: { queue: "c", size: 1 } }, "AfterCreate"),
  );
  expect(two[0]?.attributes["queue"]).not.toBe(other[0]?.attributes["queue"]);
  expect(two[0]?.attributes["size"]).toBe(other[0]?.attributes["size"]);
});

it("invocations of one action are collected, those of this apply before those of a later one", () => {
  const plan: Plan = {
    format_version: "1.2",
    action_invocations: [
      invocation(),
      invocation({ config_unknown: { size: true } }, "AfterCreate"),
    ],
    deferred_action_invocations: [{ reason: "r", action_invocation: invocation() }],
  };
  expect(invocationsOf(plan)).toStrictEqual([
    {
      address: "action.x.y",
      action: "invoke",
      values: new Map([
        ["(AfterUpdate of t.x)", "trigger"],
        ["queue", '"orders"'],
        ["size", "(known after apply) 1e0"],
        ["(AfterCreate of t.x)", "trigger"],
        ["(deferred, AfterUpdate of t.x)", "trigger"],
      ]),
    },
  ]);
  expect(invocationsOf({ format_version: "1.2" })).toStrictEqual([]);
});
