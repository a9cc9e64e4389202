import { expect, test } from "@jest/globals";
import { ABSENT } from "../../../../../actions/lib/cluster/absent.ts";
import { matchAdvice } from "../../../../../actions/lib/match-failure.ts";
import { observeDiagnostic } from "../../../../../actions/lib/terraform/observe.ts";
import { error } from "../terraform/diagnostics.ts";

const explain = (summary: string, address: string) =>
  matchAdvice(ABSENT, {
    ...observeDiagnostic("apply", error(summary, { address })),
    origin: "provider",
  });

test.each<[string, string, string, RegExp]>([
  [
    'namespaces "shop" not found',
    "kubernetes_config_map_v1.web",
    "kubernetes_config_map_v1.web cannot be made, because the namespace shop does not exist",
    /^create the namespace shop in the workspace/,
  ],
  [
    'create: failed to create: namespaces "shop" not found',
    "helm_release.web",
    "helm_release.web cannot be made, because the namespace shop does not exist",
    /^set create_namespace = true/,
  ],
  [
    "could not get apiVersions from Kubernetes: could not get apiVersions from Kubernetes: unable to retrieve the complete list of server APIs: external.metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
    "helm_release.web",
    "helm_release.web cannot learn the kinds of the cluster, because the extension that serves external.metrics.k8s.io/v1beta1 does not answer: the server is currently unable to handle the request",
    /APIService v1beta1\.external\.metrics\.k8s\.io .*KEDA/,
  ],
  [
    "Failed to create Ingress 'shop/web' because: the server could not find the requested resource (post ingresses.extensions)",
    "kubernetes_ingress.web",
    "kubernetes_ingress.web cannot be read or made, because the cluster does not serve the version of the API that it is written for (ingresses.extensions)",
    /kubernetes_ingress_v1/,
  ],
  [
    "the server could not find the requested resource",
    "kubernetes_pod_disruption_budget.web",
    "kubernetes_pod_disruption_budget.web cannot be read or made, because the cluster does not serve the version of the API that it is written for",
    /kubernetes_pod_disruption_budget_v1/,
  ],
])("%s", (summary, address, message, fix) => {
  const known = explain(summary, address);
  expect(known?.message).toBe(message);
  expect(known?.fix).toMatch(fix);
});

test("the same words of another provider are left alone", () => {
  expect(
    explain("the server could not find the requested resource", "vault_mount.kv"),
  ).toBeUndefined();
});
