import { expect, test } from "@jest/globals";
import { withPlannedReleases } from "../../../../../actions/kube-deploy/src/workloads/planned-releases.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../../../actions/lib/terraform/state.ts";

const resource = (address: string, mode = "managed", values: object = {}) => ({
  address,
  mode,
  type: address.split(".")[0],
  name: "x",
  values,
  sensitive_values: {},
});
const planOf = (...resources: object[]) =>
  ({ planned_values: { root_module: { resources } } }) as unknown as Plan;
const stateOf = (...resources: object[]) => ({ values: { root_module: { resources } } }) as object;

test("K-E 60: a planned release that the state lacks is added, and nothing else of the plan", () => {
  const state = stateOf(resource("helm_release.kept", "managed", { name: "before" }));
  const plan = planOf(
    resource("helm_release.kept", "managed", { name: "planned" }),
    resource("helm_release.lost"),
    resource("helm_release.read", "data"),
    resource("kubernetes_deployment_v1.web"),
  );
  expect(resourcesOf(withPlannedReleases(state, plan))).toMatchObject([
    { address: "helm_release.kept", values: { name: "before" } },
    { address: "helm_release.lost" },
  ]);
});

test("K-E 60: a state that lacks no release stays as it is", () => {
  const state = stateOf(resource("helm_release.kept"));
  expect(withPlannedReleases(state, planOf(resource("helm_release.kept")))).toBe(state);
  expect(withPlannedReleases(state, {} as Plan)).toBe(state);
});
