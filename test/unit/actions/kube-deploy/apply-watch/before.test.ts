import { expect, test } from "@jest/globals";
import type { KubernetesObject } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { Before } from "../../../../../actions/kube-deploy/src/apply-watch/before.ts";
import { ClusterView } from "../../../../../actions/kube-deploy/src/rollout/view.ts";
import type { BuiltInWorkload } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";

const WEB: BuiltInWorkload = {
  kind: "Deployment",
  namespace: "shop",
  name: "web",
  shortLived: false,
};
const web = (change: { uid?: string; image?: string; replicas?: number; metadata?: object } = {}) =>
  ({
    metadata: {
      name: "web",
      namespace: "shop",
      uid: change.uid ?? "1",
      creationTimestamp: "",
      ...change.metadata,
    },
    spec: {
      replicas: change.replicas ?? 2,
      template: { spec: { containers: [{ name: "web", image: change.image ?? "web:1" }] } },
    },
    status: { readyReplicas: 0 },
  }) as KubernetesObject;

test.each<[string, KubernetesObject | undefined, KubernetesObject | undefined, boolean]>([
  ["does not exist yet", undefined, undefined, false],
  ["is created", undefined, web(), true],
  ["stays the same", web(), web(), false],
  ["gets another image", web(), web({ image: "web:2" }), true],
  ["is replaced by an equal one", web(), web({ uid: "2" }), true],
  ["is scaled by an autoscaler", web(), web({ replicas: 5 }), false],
  ["only gets a generation and a label", web(), web({ metadata: { generation: 9 } }), false],
  ["is gone", web(), undefined, false],
])("whether a Deployment that %s counts as changed", (_, before, after, isChanged) => {
  const view = new ClusterView();
  const put = (object?: KubernetesObject) =>
    view.replace({ kind: "Deployment", namespace: "shop" }, object === undefined ? [] : [object]);
  put(before);
  const known = new Before([WEB], view);
  put(after);
  expect(known.isChanged(WEB, view)).toBe(isChanged);
});
