import { expect, test } from "@jest/globals";
import { unwatchedOf } from "../../../../../actions/kube-deploy/src/workloads/unwatched.ts";
import { resource, stateOf } from "./states.ts";

const manifest = (apiVersion: string, kind: string, spec: object = {}) =>
  resource("kubernetes_manifest", {
    manifest: { apiVersion, kind, metadata: { name: "it" }, spec },
  });
const pods = { template: { spec: { containers: [{ name: "app" }] } } };

test("names objects that are not watched, and whether they run pods", () => {
  const state = stateOf(
    resource("kubernetes_deployment_v1", { metadata: [{ name: "web" }] }),
    resource("kubernetes_config_map_v1", { metadata: [{ name: "web" }] }),
    resource("helm_release", { name: "ingress" }),
    resource("helm_release", { name: "read" }, "data"),
    resource("kubernetes_cron_job_v1", { metadata: [{ name: "nightly" }] }),
    resource("kubernetes_pod_v1", { metadata: [{ name: "debug" }] }),
    manifest("apps/v1", "Deployment"),
    manifest("v1", "ConfigMap"),
    manifest("v1", "Pod"),
    manifest("networking.k8s.io/v1", "Ingress"),
    manifest("argoproj.io/v1alpha1", "Rollout", pods),
    manifest("monitoring.coreos.com/v1", "ServiceMonitor"),
  );
  expect(unwatchedOf(state).map(({ kind, runsPods }) => [kind, runsPods])).toStrictEqual([
    ["helm_release", true],
    ["kubernetes_cron_job_v1", false],
    ["kubernetes_pod_v1", true],
    ["Pod", true],
    ["Rollout", true],
    ["ServiceMonitor", false],
  ]);
});
