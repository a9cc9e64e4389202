import { expect, test } from "@jest/globals";
import { hasChanges } from "../../../../../actions/lib/terraform/has-changes.ts";
import type { Plan, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";

const plan = (parts: Partial<Plan>): Plan => ({ format_version: "1.2", ...parts });
const change = (action: string, more: Partial<ResourceChange> = {}): ResourceChange => ({
  address: "aws_vpc.main",
  mode: "managed",
  type: "aws_vpc",
  name: "main",
  change: { actions: [action] },
  ...more,
});

const MANAGED = { values: { root_module: { resources: [{ mode: "managed" }] } } };

test.each([
  ["has no changes with only a no-op", plan({ resource_changes: [change("no-op")] }), false],
  ["has changes with an update", plan({ resource_changes: [change("update")] }), true],
  [
    "has changes with a move",
    plan({ resource_changes: [change("no-op", { previous_address: "aws_vpc.old" })] }),
    true,
  ],
  ["has changes with a read", plan({ resource_changes: [change("read")] }), true],
  [
    "has changes with a new output",
    plan({ output_changes: { url: { actions: ["create"] } } }),
    true,
  ],
  [
    "has no changes with an equal output",
    plan({ output_changes: { url: { actions: ["no-op"] } } }),
    false,
  ],
  [
    "has changes if it only refreshes and an object differs from the state",
    plan({ resource_drift: [change("update")], prior_state: MANAGED }),
    true,
  ],
  [
    "has no changes if it only refreshes and an object has only moved",
    plan({
      resource_drift: [change("no-op", { previous_address: "aws_vpc.old" })],
      prior_state: MANAGED,
    }),
    false,
  ],
  [
    "has no changes with drift that the configuration does not undo",
    plan({
      resource_changes: [change("no-op")],
      resource_drift: [change("update")],
      prior_state: MANAGED,
    }),
    false,
  ],
  ["has changes if the tool says so", plan({ applyable: true }), true],
  [
    "has no changes if the tool says so",
    plan({ applyable: false, resource_changes: [change("update")] }),
    false,
  ],
])("%s", (_, given, expected) => {
  expect(hasChanges(given)).toBe(expected);
});
