import { expect, test } from "@jest/globals";
import { resourcesOf } from "../../../../../actions/lib/terraform/state.ts";
import { addObjects } from "../../../../../actions/kube-deploy/src/workloads/found-objects.ts";
import { ingressesOf } from "../../../../../actions/kube-deploy/src/workloads/ingresses.ts";
import { unwatchedOf } from "../../../../../actions/kube-deploy/src/workloads/unwatched.ts";
import { workloadsOf } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import { resource, stateOf } from "./states.ts";

const RELEASE = resource("helm_release", { name: "shop", namespace: "shop" });
const STATE = stateOf(RELEASE, resource("kubernetes_job_v1", { metadata: [{ name: "migrate" }] }));
const manifest = (apiVersion: string, kind: string, spec?: object) => ({
  apiVersion,
  kind,
  spec,
  metadata: { name: "web", namespace: "shop" },
});
const FOUND = {
  origin: "the Helm release shop/shop (revision 2)",
  objects: [
    manifest("apps/v1", "Deployment"),
    manifest("networking.k8s.io/v1", "Ingress", { rules: [{ host: "shop.example.com" }] }),
    manifest("batch/v1", "CronJob"),
  ],
};

test("K-E 51: objects of a release are read like resources of the state, and replace the release", () => {
  const release = resourcesOf(STATE).filter(({ type }) => type === "helm_release");
  const state = addObjects(STATE, [FOUND], release);
  expect(workloadsOf(state)).toStrictEqual([
    {
      kind: "Deployment",
      namespace: "shop",
      name: "web",
      shortLived: false,
      origin: FOUND.origin,
    },
    { kind: "Job", namespace: "default", name: "migrate", shortLived: false },
  ]);
  expect(ingressesOf(state)).toMatchObject([{ host: "shop.example.com" }]);
  expect(unwatchedOf(state)).toStrictEqual([
    {
      address: "CronJob shop/web of the Helm release shop/shop (revision 2)",
      kind: "CronJob",
      runsPods: false,
    },
  ]);
});

test("a state to which nothing is added keeps its resources", () => {
  expect(resourcesOf(addObjects(STATE, []))).toStrictEqual(resourcesOf(STATE));
  expect(resourcesOf(addObjects({}, []))).toStrictEqual([]);
});
