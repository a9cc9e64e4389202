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

const inputs = {
  smokeTests: [testOf("smoke"), testOf("missing")],
  soak: 60_000,
  timeout: 600_000,
};
const unused = new KubernetesClient({
  server: "https://cluster.invalid",
  certificateAuthority: undefined,
});
const verify = (client: KubernetesClient, of: Rollout, where = job) =>
  verifyReady(
    { inputs, client, rollout: of, state: {} },
    { isReady: true, startedAt: 0, hasChanged: true },
    { job: where, where: {} as ClusterContext },
  );

test("there is no soak if one smoke test fails", async () => {
  const { smokeTests, soak } = await verify(unused, rollout);
  expect(smokeTests.map(({ isPassed }) => isPassed)).toStrictEqual([true, false]);
  expect(soak).toBeUndefined();
});

const objectWith = (image: string) => ({
  metadata: { name: "web", namespace: "shop" },
  spec: { template: { spec: { containers: [{ name: "web", image }] } } },
});
const deployed = {
  ...rollout,
  statuses: [
    ...rollout.statuses,
    {
      ...status,
      workload: { kind: "Deployment", namespace: "shop", name: "web", shortLived: false },
      object: objectWith("web:1"),
      images: ["web:1"],
    },
  ],
} as unknown as Rollout;

test("if a smoke test fails, the workloads that something else has changed since are marked", async () => {
  const client = { json: () => Promise.resolve({ items: [objectWith("web:2")] }) };
  const found = await verify(client as unknown as KubernetesClient, deployed);
  expect(found.rollout.statuses.map(({ overtaken }) => overtaken?.hasOtherImages)).toStrictEqual([
    undefined,
    true,
  ]);
});

test("if the workloads cannot be read again, the failed test is reported all the same", async () => {
  const client = { json: () => Promise.reject(new Error("no answer")) };
  const notices: string[] = [];
  const log = { ...job.log, notice: (text: string) => notices.push(text) };
  const found = await verify(client as unknown as KubernetesClient, deployed, {
    ...job,
    log,
  });
  expect(found.smokeTests.map(({ isPassed }) => isPassed)).toStrictEqual([true, false]);
  expect(found.rollout.statuses).toStrictEqual(deployed.statuses);
  expect(notices.join()).toMatch(/cannot be read again.*: no answer$/);
});
