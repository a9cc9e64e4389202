import { expect, test } from "@jest/globals";
import { parsePlan } from "../../../../../actions/lib/terraform/plan-json.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { planNames, planSecrets } from "../../../../../actions/lib/terraform/secrets.ts";

const PLAN = parsePlan(
  JSON.stringify({
    format_version: "1.2",
    resource_changes: [
      {
        address: 'module.shop["eu"].t.web[0]',
        change: {
          actions: ["update"],
          before: { becomes: "before-value", list: [{ inner: 1 }], map: { key: 1 } },
          after: { becomes: "after-value", number: 123456789 },
          before_sensitive: { number: true },
          after_sensitive: { becomes: true },
        },
      },
    ],
    output_changes: { url: { actions: ["create"], after: "out", after_sensitive: true } },
    prior_state: {
      values: {
        root_module: {
          child_modules: [
            {
              resources: [
                {
                  address: "data.t.x",
                  mode: "data",
                  values: { a: "of-a-data-source", b: "open" },
                  sensitive_values: { a: true },
                },
              ],
            },
          ],
        },
      },
    },
    variables: { password: { value: "of-a-variable" }, open: { value: "shown" } },
    configuration: { root_module: { variables: { password: { sensitive: true }, open: {} } } },
  }),
);

test("P-E 36: finds sensitive values in both sides of changes, data sources, outputs and variables", () => {
  expect([...new Set(planSecrets(PLAN))]).toStrictEqual([
    "123456789",
    "before-value",
    "after-value",
    "out",
    "of-a-data-source",
    "of-a-variable",
  ]);
});

test("returns the names that appear in a report, without keys of maps, which are values", () => {
  expect([...new Set(planNames(PLAN))]).toStrictEqual([
    "url",
    "module",
    "shop",
    "eu",
    "t",
    "web",
    "0",
    "becomes",
    "list",
    "inner",
    "map",
    "number",
  ]);
});

test("finds the sensitive configuration of actions, also of deferred actions", () => {
  const action = (token: string) => ({
    address: "action.x.y",
    config_values: { token, open: "open" },
    config_sensitive: { token: true },
  });
  const plan: Plan = {
    format_version: "1.2",
    action_invocations: [action("now")],
    deferred_action_invocations: [{ reason: "unknown", action_invocation: action("later") }],
  };
  expect([...planSecrets(plan)]).toStrictEqual(["now", "later"]);
});

test("finds secrets in both sides of drift, whichever side is marked", () => {
  const change = {
    actions: ["update"],
    before: { a: "old-secret" },
    after: { a: "new-secret" },
    before_sensitive: { a: true },
    after_sensitive: {},
  };
  const plan: Plan = parsePlan(
    JSON.stringify({ format_version: "1.2", resource_drift: [{ address: "t.a", change }] }),
  );
  expect([...planSecrets(plan)]).toStrictEqual(["old-secret", "new-secret"]);
});
