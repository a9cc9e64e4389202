// The soak of a Deployment in a scripted cluster.
import { beforeEach, expect, test } from "@jest/globals";
import { awaitOutcome } from "../../../../../actions/kube-deploy/src/rollout/await.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { watchSoak } from "../../../../../actions/kube-deploy/src/soak/watch.ts";
import type { Workload } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import { PATHS, POD, deployment, pod, putHealthy } from "../../../../support/kubernetes/fleet.ts";
import { api, client, useScriptedApi } from "../../../../support/kubernetes/use-scripted-api.ts";

useScriptedApi();

const FAR = 60_000;
const workload: Workload = {
  kind: "Deployment",
  namespace: "fleet",
  name: "frontend",
  shortLived: false,
};

let before: Status[];
beforeEach(async () => {
  putHealthy(api);
  ({ statuses: before } = await awaitOutcome(client, [workload], {
    timeout: FAR,
    noActivityTimeout: FAR,
    since: 0,
    crashTolerance: 2,
    onStatus: () => undefined,
    ...common(),
  }));
});

const common = () => ({
  startedAt: client.serverTime(),
  cancelled: new AbortController().signal,
  onUnreadable: () => undefined,
  onRetry: () => undefined,
});
/** @param until milliseconds from now */
const soak = (until: number, wait = FAR, options = {}) => {
  const end = Date.now() + until;
  return watchSoak(client, before, { ...common(), until: end, deadline: end + wait, ...options });
};

test("a workload that stays ready is healthy when the time is over", async () => {
  const end = Date.now() + 50;
  expect(await soak(50)).toMatchObject({
    result: "healthy",
    statuses: [{ verdict: { ready: 2 } }],
  });
  expect(Date.now()).toBeGreaterThanOrEqual(end);
});

test("a container that ends fails the soak at once, with its cause", async () => {
  api.set(PATHS.deployments, deployment(1));
  const terminated = { exitCode: 3, reason: "Error" };
  const status = { restartCount: 1, state: { terminated }, lastState: { terminated } };
  api.set(PATHS.pods, pod(status, "Running"));
  const { result, statuses } = await soak(FAR);
  expect(result).toBe("failed");
  const [cause] = statuses.map(causeOf);
  expect(cause).toMatchObject({ container: "frontend", pod: POD });
  expect(cause?.message).toMatch(/exit code 3.*ended and was started again during the soak/);
});

test("a replaced pod is waited for", async () => {
  api.set(PATHS.deployments, deployment(1));
  api.remove(PATHS.pods, POD);
  const outcome = soak(0);
  putHealthy(api);
  expect((await outcome).result).toBe("healthy");
});

test("a replaced pod that is not ready in time fails the soak", async () => {
  api.set(PATHS.deployments, deployment(1));
  api.remove(PATHS.pods, POD);
  // Long enough to list the objects once, even on a busy machine.
  const { result, statuses } = await soak(0, 3_000);
  expect(result).toBe("failed");
  expect(statuses[0]?.verdict).toMatchObject({ state: "failed", reason: "readiness-lost" });
});

test("a cancelled job ends the soak", async () => {
  const controller = new AbortController();
  const outcome = soak(FAR, FAR, { cancelled: controller.signal });
  controller.abort();
  expect((await outcome).result).toBe("cancelled");
});
