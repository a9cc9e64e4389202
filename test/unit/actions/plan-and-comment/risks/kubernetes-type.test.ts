import { expect, it } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { kubernetesTypeOf } from "../../../../../actions/plan-and-comment/src/risks/kubernetes-type.ts";

it.each<[string, Json, string]>([
  ["kubernetes_horizontal_pod_autoscaler_v2beta2", {}, "kubernetes_horizontal_pod_autoscaler"],
  ["kubernetes_manifest", { manifest: null }, "kubernetes_manifest"],
  [
    "kubernetes_manifest",
    { manifest: { apiVersion: "v1", kind: "PersistentVolumeClaim" } },
    "kubernetes_persistent_volume_claim",
  ],
  ["kubernetes_manifest", { manifest: { apiVersion: "v1", kind: 3 } }, "kubernetes_manifest"],
  [
    "kubernetes_manifest",
    { manifest: { apiVersion: "karpenter.sh/v1", kind: "NodePool" } },
    "kubernetes_manifest",
  ],
  ["kubectl_manifest", { yaml_body: "kind: Pod" }, "kubectl_manifest"],
  ["aws_lb_v2", {}, "aws_lb_v2"],
])("%s with %j is %s", (type, before, wanted) => {
  const change = { actions: ["delete"], before, after: null };
  expect(kubernetesTypeOf({ address: "x.y", mode: "managed", type, name: "y", change })).toBe(
    wanted,
  );
});

it("a new object has the type that it will have", () => {
  const after = { manifest: { apiVersion: "apps/v1", kind: "DaemonSet" } };
  const change = { actions: ["create"], before: null, after };
  const type = "kubernetes_manifest";
  expect(kubernetesTypeOf({ address: "x.y", mode: "managed", type, name: "y", change })).toBe(
    "kubernetes_daemon_set",
  );
});
