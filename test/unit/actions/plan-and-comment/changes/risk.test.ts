import { expect, test } from "@jest/globals";
import type { ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { riskOf } from "../../../../../actions/plan-and-comment/src/changes/risk.ts";

const change = (address: string, ...actions: string[]): ResourceChange => ({
  address,
  mode: "managed",
  type: "t",
  name: address,
  change: { actions, before: {}, after: {} },
});
const risk = (...changes: ResourceChange[]) =>
  riskOf(overviewOf({ format_version: "1.2", resource_changes: changes }));

test("a plan that destroys and replaces nothing has no risk", () => {
  expect(risk(change("t.a", "create"), change("t.b", "update"))).toBeUndefined();
});

test("destroyed objects are named before replaced ones", () => {
  expect(risk(change("t.a", "delete", "create"), change("t.b", "delete"))).toStrictEqual({
    destroyed: 1,
    replaced: 1,
    addresses: ["t.b", "t.a"],
  });
});
