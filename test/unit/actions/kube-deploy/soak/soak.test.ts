// What a soak says if somebody else changes the workload meanwhile, in a scripted cluster.
import { beforeEach, expect, test } from "@jest/globals";
import type { ClusterContext } from "../../../../../actions/kube-deploy/src/cluster/access-entry.ts";
import { awaitOutcome } from "../../../../../actions/kube-deploy/src/rollout/await.ts";
import type { Outcome } from "../../../../../actions/kube-deploy/src/rollout/await.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import { soakRollout } from "../../../../../actions/kube-deploy/src/soak/soak.ts";
import type { Workload } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { PATHS, deployment, pod, putHealthy } from "../../../../support/kubernetes/fleet.ts";
import { api, client, useScriptedApi } from "../../../../support/kubernetes/use-scripted-api.ts";

useScriptedApi();

const workload: Workload = {
  kind: "Deployment",
  namespace: "fleet",
  name: "frontend",
  shortLived: false,
};
const FAR = 60_000;

let rollout: Outcome;
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  putHealthy(api);
  rollout = await awaitOutcome(client, [workload], {
    timeout: FAR,
    noActivityTimeout: FAR,
    since: 0,
    crashTolerance: 2,
    cancelled: new AbortController().signal,
    onStatus: () => undefined,
    onUnreadable: () => undefined,
    onRetry: () => undefined,
  });
});

const soak = async (milliseconds: number) => {
  const log = {
    info: () => undefined,
    debug: () => undefined,
    warning: (text: string) => void warnings.push(text),
    group: (_: string, work: () => unknown) => work(),
  };
  const redactor = { redact: (text: string) => text };
  const cancelled = new AbortController().signal;
  const times = {
    soak: milliseconds,
    timeout: FAR,
    startedAt: client.serverTime(),
    changedAt: client.serverTime(),
  };
  const job = { log, redactor, cancelled } as unknown as Job;
  const done = await soakRollout(client, rollout, times, { job, where: {} as ClusterContext });
  return done.rollout;
};

/** Gives the Deployment a new image, as `kubectl set image` does. */
function changeImage(ready: number): void {
  const changed = deployment(ready);
  changed.spec.template.spec.containers[0] = {
    ...changed.spec.template.spec.containers[0],
    image: "frontend:debug",
  } as (typeof changed.spec.template.spec.containers)[0];
  const fieldsV1 = { "f:spec": { "f:template": {} } };
  const managedFields = [{ manager: "kubectl-set", time: "2026-11-21T09:04:00Z", fieldsV1 }];
  api.set(PATHS.deployments, {
    ...changed,
    metadata: { ...changed.metadata, managedFields },
  });
}

test("a version of somebody else that fails in the soak is told as theirs", async () => {
  changeImage(1);
  const message = "couldn't parse image reference";
  api.set(PATHS.pods, pod({ state: { waiting: { reason: "InvalidImageName", message } } }));
  const { result, statuses } = await soak(FAR);
  expect(result).toBe("failed");
  const [cause] = statuses.map(causeOf);
  expect(cause?.reason).toBe("image-not-running");
  expect(cause?.message).toMatch(
    /^something else has changed the workload after it was deployed \(field manager kubectl-set, .*that version fails: .*couldn't parse image reference/,
  );
  expect(warnings).toStrictEqual([]);
});

test("a version of somebody else that is ready at the end of the soak is a warning", async () => {
  changeImage(2);
  expect((await soak(500)).result).toBe("healthy");
  expect(warnings).toStrictEqual([
    expect.stringMatching(/^Deployment fleet\/frontend: something else has changed.*deploy again/),
  ]);
});
