import { describe, expect, test } from "@jest/globals";
import { nameOf, workloadsOf } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import { resource, stateOf } from "./states.ts";

const named = (name: string, namespace?: string) => ({
  metadata: [{ name, ...(namespace === undefined ? {} : { namespace }) }],
});

describe("workloads of a state", () => {
  test("are all kinds under old and new resource types, sorted, and nothing else", () => {
    const state = stateOf(
      resource("kubernetes_stateful_set_v1", named("db", "shop")),
      resource("kubernetes_deployment", named("web", "shop")),
      resource("kubernetes_deployment_v1", named("plain")),
      resource("kubernetes_daemonset", named("agent", "kube-system")),
      resource("kubernetes_service_v1", named("web", "shop")),
      resource("kubernetes_deployment_v1", named("other", "shop"), "data"),
      resource("kubernetes_manifest", {
        manifest: { kind: "Deployment", metadata: { name: "raw", namespace: "shop" } },
      }),
      resource("kubernetes_manifest", { manifest: { kind: "ConfigMap", metadata: { name: "x" } } }),
    );
    expect(workloadsOf(state).map(nameOf)).toStrictEqual([
      "DaemonSet kube-system/agent",
      "Deployment default/plain",
      "Deployment shop/raw",
      "Deployment shop/web",
      "StatefulSet shop/db",
    ]);
  });

  test("K-E 51: are two if the same name exists in two namespaces", () => {
    const state = stateOf(
      resource("kubernetes_deployment_v1", named("web", "a")),
      resource("kubernetes_deployment_v1", named("web", "b")),
    );
    expect(workloadsOf(state)).toHaveLength(2);
  });

  test("K-E 27: include whether a Job is deleted after its end", () => {
    const job = (ttl: unknown) =>
      resource("kubernetes_job_v1", {
        ...named("migrate", "shop"),
        spec: [{ ttl_seconds_after_finished: ttl }],
      });
    expect(workloadsOf(stateOf(job("60"), job(""), job(null)))).toMatchObject([
      { shortLived: true },
      { shortLived: false },
      { shortLived: false },
    ]);
  });

  test("do not include a kind with the same name in another group", () => {
    const manifest = (apiVersion: string, kind: string) =>
      resource("kubernetes_manifest", {
        manifest: { apiVersion, kind, metadata: { name: kind, namespace: "shop" } },
      });
    const state = stateOf(
      manifest("batch.volcano.sh/v1alpha1", "Job"),
      manifest("batch/v1", "Job"),
      manifest("apps.kruise.io/v1beta1", "StatefulSet"),
      manifest("apps/v1", "StatefulSet"),
    );
    expect(workloadsOf(state)).toMatchObject([{ kind: "Job" }, { kind: "StatefulSet" }]);
  });

  test("are none in an empty state", () => {
    expect(workloadsOf({ format_version: "1.0" })).toStrictEqual([]);
  });
});
