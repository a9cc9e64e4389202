import { expect, test } from "@jest/globals";
import type { KubernetesClient } from "../../../../../actions/kube-deploy/src/api/client.ts";
import { unstickStatefulSets } from "../../../../../actions/kube-deploy/src/rollback/unstick.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import type { State } from "../../../../../actions/lib/terraform/state.ts";
import { stateResource } from "../../../../support/kubernetes/state-resource.ts";

const set = {
  metadata: { name: "db", namespace: "shop", uid: "set-1", generation: 2 },
  spec: { template: { spec: { containers: [] } } },
  status: { updateRevision: "db-good", observedGeneration: 2 },
};
const brokenPod = {
  metadata: {
    name: "db-1",
    namespace: "shop",
    uid: "pod-7",
    labels: { "controller-revision-hash": "db-bad" },
    ownerReferences: [{ kind: "StatefulSet", name: "db", uid: "set-1", controller: true }],
  },
  spec: { containers: [] },
  status: { conditions: [{ type: "Ready", status: "False" }] },
};
const state = {
  values: {
    root_module: {
      resources: [
        stateResource("kubernetes_stateful_set_v1", "db", {
          metadata: [{ name: "db", namespace: "shop" }],
        }),
      ],
    },
  },
} as unknown as State;

test("a broken pod is deleted by its uid, so that a new pod with the same name stays", async () => {
  const requests: unknown[] = [];
  const warnings: string[] = [];
  const client = {
    json: (path: string, options: object = {}) => {
      requests.push({ path, ...options });
      return Promise.resolve({ items: path.endsWith("/statefulsets") ? [set] : [brokenPod] });
    },
  } as unknown as KubernetesClient;
  const job = {
    log: { warning: (text: string) => void warnings.push(text) },
    cancelled: new AbortController().signal,
  } as unknown as Job;
  await unstickStatefulSets(client, state, job);
  expect(requests.at(-1)).toStrictEqual({
    path: "/api/v1/namespaces/shop/pods/db-1",
    method: "DELETE",
    body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: "pod-7" } },
  });
  expect(warnings).toStrictEqual(["StatefulSet shop/db waits for pod db-1, which is deleted now"]);
});
