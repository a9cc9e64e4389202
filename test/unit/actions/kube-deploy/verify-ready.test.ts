import { expect, test } from "@jest/globals";
import { KubernetesClient } from "../../../../actions/kube-deploy/src/api/client.ts";
import type { ClusterContext } from "../../../../actions/kube-deploy/src/cluster/access-entry.ts";
import { ready } from "../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Rollout } from "../../../../actions/kube-deploy/src/rollout/watch.ts";
import type { SmokeTest } from "../../../../actions/kube-deploy/src/smoke-tests/input.ts";
import { verifyReady } from "../../../../actions/kube-deploy/src/verify-ready.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";

const job = {
  log: { info: () => undefined, group: (_: string, work: () => unknown) => work() },
  cancelled: new AbortController().signal,
} as unknown as Job;
const status = {
  workload: { kind: "Job", namespace: "shop", name: "smoke", shortLived: false },
  verdict: ready({ desired: 1, ready: 1 }),
  diagnoses: [],
  pods: [],
  images: [],
  owner: "uid",
};
const rollout = { result: "healthy", statuses: [status], endedAt: 0, seconds: "1 s" } as Rollout;
const testOf = (name: string): SmokeTest => ({
  kind: "job",
  name,
  namespace: "shop",
  job: name,
});

test("there is no soak if one smoke test fails", async () => {
  const inputs = {
    smokeTests: [testOf("smoke"), testOf("missing")],
    soak: 60_000,
    timeout: 600_000,
  };
  const { smokeTests, soak } = await verifyReady(
    {
      inputs,
      client: new KubernetesClient({
        server: "https://cluster.invalid",
        certificateAuthority: undefined,
      }),
      rollout,
      state: {},
    },
    { isReady: true, startedAt: 0, hasChanged: true },
    { job, where: {} as ClusterContext },
  );
  expect(smokeTests.map(({ isPassed }) => isPassed)).toStrictEqual([true, false]);
  expect(soak).toBeUndefined();
});
