import { expect, test } from "@jest/globals";
import { DELAYS } from "../../../../../rehearsal/kubernetes/delays.ts";
import { Failures } from "../../../../../rehearsal/kubernetes/failures.ts";
import { Cluster } from "../../../../../rehearsal/kubernetes/objects/cluster.ts";

/** Returns the API's error for an autoscaler; "" = the API accepts it. */
function answerTo(bounds: { minReplicas?: number; maxReplicas: number }): string {
  const cluster = new Cluster({ delays: DELAYS, failures: new Failures() });
  cluster.create("namespaces", { metadata: { name: "fleet" } });
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
  const metadata = { name: "web", namespace: "fleet" };
  try {
    cluster.create("horizontalpodautoscalers", { metadata, spec: { scaleTargetRef, ...bounds } });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([{ minReplicas: 2, maxReplicas: 2 }, { maxReplicas: 1 }])(
  "an autoscaler with %j is accepted",
  (bounds) => {
    expect(answerTo(bounds)).toBe("");
  },
);

test.each([
  [
    { minReplicas: 3, maxReplicas: 2 },
    "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`",
  ],
  [{ maxReplicas: 0 }, "spec.maxReplicas: Invalid value: 0: must be greater than 0"],
  [
    { minReplicas: 0, maxReplicas: 2 },
    "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
  ],
])("an autoscaler with %j is refused", (bounds, words) => {
  expect(answerTo(bounds)).toContain(words);
});
