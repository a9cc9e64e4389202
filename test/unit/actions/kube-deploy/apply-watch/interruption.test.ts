import { expect, test } from "@jest/globals";
import {
  describeInterruption,
  interruptionOf,
} from "../../../../../actions/kube-deploy/src/apply-watch/interruption.ts";
import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";

const planOf = (changes: Record<string, string[]>) =>
  ({
    resource_changes: Object.entries(changes).map(([address, actions]) => ({
      address,
      mode: "managed",
      type: "t",
      name: "n",
      change: { actions },
    })),
  }) as unknown as Plan;
const CHANGES = { job: ["create"], web: ["update"], old: ["delete"], same: ["no-op"] };
const refused: Diagnostic = {
  severity: "error",
  address: "kubernetes_config_map_v1.web",
  detail: "",
  summary: 'configmaps "web" is forbidden',
};

test.each<[string, string[], Diagnostic[], string]>([
  [
    "all other changes were made",
    ["job", "web", "old"],
    [],
    "Terraform was waiting for nothing else, so it was interrupted. Its state is saved; all other changes of the plan were made",
  ],
  [
    "one change was not started",
    ["job", "old"],
    [],
    "Terraform was waiting for nothing else, so it was interrupted. Its state is saved; 1 change was not begun",
  ],
  [
    "something else was refused before",
    ["job"],
    [refused],
    'Terraform was waiting for nothing else, so it was interrupted. Its state is saved; 2 changes were not begun. It also failed: kubernetes_config_map_v1.web: configmaps "web" is forbidden',
  ],
])("the text about an interruption if %s", (_, begun, errors, expected) => {
  const rollout = {
    result: "failed" as const,
    statuses: [],
    endedAt: 0,
    seconds: "1 s",
    begun: new Set(begun),
  };
  expect(describeInterruption(interruptionOf(rollout, planOf(CHANGES), errors))).toBe(expected);
});
