import { expect, test } from "@jest/globals";
import { writeDefaults } from "../../../../../rehearsal/kubernetes/objects/defaults.ts";
import { Store } from "../../../../../rehearsal/kubernetes/objects/store.ts";
import type { KubernetesObject } from "../../../../../rehearsal/kubernetes/objects/types.ts";

/** Returns a new object with the defaults of the API server (Kubernetes 1.36). */
function withDefaults(plural: string, spec: object): Record<string, unknown> {
  const draft = { metadata: { name: "web", uid: "u-1" }, spec } as unknown as KubernetesObject;
  writeDefaults(plural, draft, new Store());
  return draft;
}

test("a CronJob has defaults, and so has the template of its Jobs", () => {
  const template = {
    spec: { restartPolicy: "Never", containers: [{ name: "web", image: "a:1" }] },
  };
  expect(
    withDefaults("cronjobs", { schedule: "0 3 * * *", jobTemplate: { spec: { template } } }),
  ).toMatchObject({
    spec: {
      concurrencyPolicy: "Allow",
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: { metadata: {}, spec: { template: { spec: { dnsPolicy: "ClusterFirst" } } } },
    },
    status: {},
  });
});

test.each([
  [{ maxReplicas: 5 }, 1],
  [{ minReplicas: 2, maxReplicas: 5 }, 2],
])("an autoscaler with %j has minReplicas %d", (spec, minReplicas) => {
  expect(withDefaults("horizontalpodautoscalers", spec)).toMatchObject({ spec: { minReplicas } });
});

test("a NetworkPolicy is about incoming connections by default, and its ports are TCP ports", () => {
  const ingress = [{ ports: [{ port: 80 }, { port: 53, protocol: "UDP" }] }];
  expect(withDefaults("networkpolicies", { podSelector: {}, ingress })).toMatchObject({
    spec: {
      policyTypes: ["Ingress"],
      ingress: [
        {
          ports: [
            { port: 80, protocol: "TCP" },
            { port: 53, protocol: "UDP" },
          ],
        },
      ],
    },
  });
});
