// Workloads of providers that apply a manifest as text.
import { describe, expect, test } from "@jest/globals";
import { waitedWorkloads } from "../../../../../actions/kube-deploy/src/apply-watch/waited.ts";
import { plannedContainers } from "../../../../../actions/kube-deploy/src/image-contract/planned-containers.ts";
import { imageChangesOf } from "../../../../../actions/kube-deploy/src/plan/image-changes.ts";
import { ingressesOf } from "../../../../../actions/kube-deploy/src/workloads/ingresses.ts";
import { appliedManifest } from "../../../../../actions/kube-deploy/src/workloads/manifest.ts";
import { unwatchedOf } from "../../../../../actions/kube-deploy/src/workloads/unwatched.ts";
import { nameOf, workloadsOf } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import type { StateResource } from "../../../../../actions/lib/terraform/state.ts";
import { resource, stateOf } from "./states.ts";

/** Attributes as the provider writes them, without attributes that nothing reads. */
const attributes = (kind: string, spec: string, apiVersion = "apps/v1") => ({
  api_version: apiVersion,
  kind,
  name: "web",
  namespace: "shop",
  override_namespace: "shop",
  wait_for_rollout: true,
  yaml_body: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n${spec}`,
  yaml_body_parsed: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n  namespace: shop\n${spec}`,
});
const pods = (tag: string) => `spec:
  template:
    spec:
      containers:
      - image: registry.example.com/web:${tag}
        name: app
        securityContext:
          runAsNonRoot: true
`;
const deployment = attributes("Deployment", pods("2"));
const ingress = attributes(
  "Ingress",
  "spec:\n  rules:\n  - host: a.example.com\n  tls:\n  - hosts: [a.example.com]\n",
  "networking.k8s.io/v1",
);
const inState = (values: object) => resource("kubectl_manifest", values);
const stateAfter = (values: object) => stateOf(inState(values)).values as unknown;

const planOf = (after: object, unknown: object = {}): Plan => ({
  format_version: "1.2",
  resource_changes: [
    {
      ...(inState(after) as unknown as StateResource),
      change: { actions: ["update"], before: {}, after, after_unknown: unknown } as never,
    },
  ],
});

test.each([
  ["kubernetes_manifest", { manifest: null }],
  ["kustomization_resource", { manifest: "{" }],
])("an unreadable %s is named as not verified", (type, values) => {
  expect(unwatchedOf(stateOf(resource(type, values)))).toStrictEqual([
    { address: `${type}.this`, kind: "unreadable manifest", runsPods: true },
  ]);
});

describe("a kubectl_manifest", () => {
  test("is a workload, in the namespace that overrides its own", () => {
    expect(workloadsOf(stateOf(inState(deployment))).map(nameOf)).toStrictEqual([
      "Deployment shop/web",
    ]);
  });

  test("is written as JSON by the provider of Kustomize", () => {
    const manifest = JSON.stringify({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "db", namespace: "shop" },
    });
    const state = stateOf(resource("kustomization_resource", { manifest }));
    expect(workloadsOf(state).map(nameOf)).toStrictEqual(["StatefulSet shop/db"]);
  });

  test("is an Ingress", () => {
    expect(ingressesOf(stateOf(inState(ingress)))).toMatchObject([
      { namespace: "shop", name: "web", scheme: "https", host: "a.example.com" },
    ]);
  });

  test("is named if it is not watched", () => {
    const state = stateOf(
      inState(attributes("Rollout", pods("2"), "argoproj.io/v1alpha1")),
      inState(attributes("ConfigMap", "data: {}\n", "v1")),
      inState(ingress),
      inState(deployment),
    );
    expect(unwatchedOf(state)).toStrictEqual([
      { address: "kubectl_manifest.this", kind: "Rollout", runsPods: true },
    ]);
  });

  test("has images for the image contract and for the list of changed images", () => {
    const image = "registry.example.com/web:2";
    expect(plannedContainers(planOf(deployment))).toMatchObject([
      { workload: "Deployment shop/web", container: "app", image, runAsNonRoot: true },
    ]);
    const plan = {
      ...planOf(deployment),
      prior_state: stateOf(inState(attributes("Deployment", pods("1")))) as never,
      planned_values: stateAfter(deployment),
    };
    expect(imageChangesOf(plan)).toStrictEqual([
      {
        workload: "Deployment shop/web",
        container: "app",
        before: "registry.example.com/web:1",
        after: image,
      },
    ]);
  });

  test.each([
    ["the rollout of a Deployment", deployment, 1],
    ["nothing, without wait_for_rollout", { ...deployment, wait_for_rollout: false }, 0],
    ["nothing, for another kind", attributes("DaemonSet", pods("2")), 0],
    ["nothing, if it is not known yet", { ...deployment, yaml_body_parsed: undefined }, 0],
  ])("makes terraform wait for %s", (_, after, count) => {
    expect(waitedWorkloads(planOf(after))).toHaveLength(count);
  });

  test.each([
    ["a definition", attributes("CustomResourceDefinition", "", "apiextensions.k8s.io/v1")],
    ["not YAML", { ...deployment, yaml_body_parsed: "a: [" }],
    ["a list", { ...deployment, yaml_body_parsed: "- a" }],
    ["missing", { ...deployment, yaml_body_parsed: null }],
  ])("that is %s has no object", (_, values) => {
    expect(appliedManifest("kubectl_manifest", values as never)).toBeUndefined();
    expect(workloadsOf(stateOf(inState(values)))).toStrictEqual([]);
  });

  test.each([
    ["that is not YAML", "a: ["],
    ["that is a list", "- a"],
    ["without a kind", "apiVersion: apps/v1"],
    ["that is missing", null],
  ])("%s is named as not verified, unless the provider says that it runs nothing", (_, text) => {
    const unwatched = (values: object) =>
      unwatchedOf(stateOf(inState({ ...values, yaml_body_parsed: text })));
    const named = [
      { address: "kubectl_manifest.this", kind: "unreadable manifest", runsPods: true },
    ];
    for (const [kind, apiVersion] of [
      ["Deployment", "apps/v1"],
      ["Rollout", "argoproj.io/v1alpha1"],
    ] as const)
      expect(unwatched(attributes(kind, "", apiVersion))).toStrictEqual(named);
    expect(unwatched({ kind: null, api_version: null })).toStrictEqual(named);
    expect(unwatched(attributes("CronJob", "", "batch/v1"))).toMatchObject([{ runsPods: false }]);
    expect(unwatched(attributes("ConfigMap", "", "v1"))).toStrictEqual([]);
    expect(
      unwatched(attributes("CustomResourceDefinition", "", "apiextensions.k8s.io/v1")),
    ).toStrictEqual([]);
  });
});
