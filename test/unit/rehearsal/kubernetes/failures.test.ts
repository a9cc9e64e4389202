import { afterEach, describe, expect, it, test } from "@jest/globals";
import {
  FAILURES,
  Failures,
  failureOf,
  workloadOf,
  type FailureReason,
} from "../../../../rehearsal/kubernetes/failures.ts";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import type { Pod } from "../../../../rehearsal/kubernetes/objects/types.ts";
import { APPS, CORE, call, deployment, post, start, until } from "./world.ts";

const pod = (owner = "ReplicaSet") => ({
  metadata: { name: "web-5d8f-x2x", ownerReferences: [{ kind: owner, name: "web-5d8f" }] },
  spec: { containers: [{ name: "web", image: "repo/web:1" }] },
});

describe("which pods a failure concerns", () => {
  test.each([
    ["ReplicaSet", "web"],
    ["StatefulSet", "web-5d8f"],
  ])("a pod of a %s belongs to %s", (owner, workload) => {
    expect(workloadOf(pod(owner))).toBe(workload);
  });

  test.each([
    [{}, true],
    [{ workload: "web" }, true],
    [{ workload: "other" }, false],
    [{ container: "web" }, true],
    [{ container: "sidecar" }, false],
    [{ image: "*:1" }, true],
    [{ image: "repo/web:1" }, true],
    [{ image: "*:2" }, false],
    [{ image: "repo.web:1" }, false],
  ])("%j: %s", (part, expected) => {
    const failures = new Failures();
    failures.add({ reason: "crash", ...part });
    expect(failures.of(pod())).toHaveLength(expected ? 1 : 0);
  });

  test("the one added last comes first, and init concerns init containers only", () => {
    const failures = new Failures();
    failures.add({ reason: "crash" });
    failures.add({ reason: "oom" });
    failures.add({ reason: "init" });
    const found = failures.of(pod());
    expect(failureOf(found, { name: "web" }, false)?.reason).toBe("oom");
    expect(failureOf(found, { name: "migrate" }, true)?.reason).toBe("init");
    failures.clear();
    expect(failures.of(pod())).toStrictEqual([]);
  });
});

let kube: Kubernetes | undefined;
afterEach(async () => {
  await kube?.close();
  kube = undefined;
});

const probe = { httpGet: { path: "/readyz", port: 8080 }, periodSeconds: 1 };
const pods = {
  initContainers: [{ name: "migrate", image: "repo/migrate:1" }],
  containers: [
    {
      name: "web",
      image: "repo/web:1",
      readinessProbe: probe,
      livenessProbe: probe,
      startupProbe: probe,
    },
  ],
};

const waiting = (reason: string) => (one: Pod) =>
  [...(one.status.containerStatuses ?? []), ...(one.status.initContainerStatuses ?? [])].some(
    ({ state }) => state?.waiting?.reason === reason,
  );
const condition = (type: string, reason: string) => (one: Pod) =>
  one.status.conditions?.some((item) => item.type === type && item.reason === reason) === true;

interface Case {
  /** What one pod must come to. */
  pod: (pod: Pod) => boolean;
  /** Part of an event's message. */
  event: string;
}

const BACK_OFF = "Back-off restarting failed container";
const NO_ROOM =
  "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available";
const UNREADY = condition("Ready", "ContainersNotReady");
const CASES: Record<FailureReason, Case> = {
  "image-not-found": { pod: waiting("ImagePullBackOff"), event: "repo/web:1: not found" },
  "image-pull-denied": { pod: waiting("ImagePullBackOff"), event: "403 Forbidden" },
  "image-wrong-platform": { pod: waiting("ErrImagePull"), event: "no match for platform" },
  "config-error": {
    pod: waiting("CreateContainerConfigError"),
    event: 'Error: secret "app-secrets" not found',
  },
  crash: { pod: waiting("CrashLoopBackOff"), event: `${BACK_OFF} web in pod` },
  oom: { pod: waiting("CrashLoopBackOff"), event: `${BACK_OFF} web` },
  init: { pod: waiting("CrashLoopBackOff"), event: `${BACK_OFF} migrate` },
  liveness: { pod: waiting("CrashLoopBackOff"), event: "Container web failed liveness probe" },
  startup: { pod: waiting("CrashLoopBackOff"), event: "Startup probe failed: HTTP probe failed" },
  probe: { pod: UNREADY, event: "Readiness probe failed: HTTP probe failed with statuscode: 503" },
  "never-ready": { pod: UNREADY, event: "connect: connection refused" },
  slow: { pod: UNREADY, event: "Container started" },
  unschedulable: { pod: condition("PodScheduled", "Unschedulable"), event: NO_ROOM },
  // No pod comes into being.
  quota: { pod: () => true, event: "exceeded quota: team, requested: pods=1, used: pods=10" },
  "pod-security": { pod: () => true, event: 'violates PodSecurity "restricted:latest"' },
};

test.each(Object.keys(FAILURES) as FailureReason[])(
  "%s brings a pod to what a cluster writes",
  async (reason) => {
    const running = (kube = await start({ failures: [{ reason, workload: "web" }] }));
    await post(running, `${APPS}/deployments`, deployment("web", "repo/web:1", {}, pods));
    const expected = CASES[reason];
    const isRefused = ["quota", "pod-security"].includes(reason);
    if (!isRefused) await until(running, CORE, "pods", (all) => all.some(expected.pod));
    const events = await until(running, CORE, "events", (all) =>
      all.some(({ message }) => message.includes(expected.event)),
    );
    expect(events).not.toStrictEqual([]);
    expect(running.objects("pods").length).toBe(isRefused ? 0 : 2);
  },
);

it("a refused pod is the ReplicaFailure of its Deployment (K-E 41)", async () => {
  kube = await start({ failures: [{ reason: "quota" }] });
  await post(kube, `${APPS}/deployments`, deployment("web"));
  const isFailure = ({ type }: { type: string }) => type === "ReplicaFailure";
  const [web] = await until(
    kube,
    APPS,
    "deployments",
    ([one]) => one?.status.conditions?.some(isFailure) === true,
  );
  const failure = web?.status.conditions?.find(isFailure);
  expect(failure).toMatchObject({ status: "True", reason: "FailedCreate" });
  expect(failure?.message).toMatch(
    /^pods "web-[a-z0-9]+-[a-z0-9]{5}" is forbidden: exceeded quota: team, /,
  );
});

it("oom leaves exit code 137 and OOMKilled, and the log of the run before (K-E 38)", async () => {
  kube = await start({ failures: [{ reason: "oom", logs: ["first", "out of memory soon"] }] });
  await post(kube, `${APPS}/deployments`, deployment("web"));
  const all = await until(kube, CORE, "pods", (found) => found.some(waiting("CrashLoopBackOff")));
  const found = all.find(waiting("CrashLoopBackOff"))!;
  expect(found.status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
    exitCode: 137,
    reason: "OOMKilled",
  });
  const log = await call(kube, `${CORE}/pods/${found.metadata.name}/log?previous=true&tailLines=1`);
  expect(log.body["text"]).toBe("out of memory soon\n");
});

it("an image that the registry does not have needs no script", async () => {
  kube = await start({ imageExists: (image) => image !== "repo/gone:1" });
  await post(kube, `${APPS}/deployments`, deployment("web", "repo/gone:1"));
  const all = await until(kube, CORE, "pods", (found) => found.some(waiting("ImagePullBackOff")));
  const state = all.find(waiting("ImagePullBackOff"))?.status.containerStatuses?.[0]?.state;
  expect(state?.waiting?.message).toContain(
    'Back-off pulling image "repo/gone:1": ErrImagePull: rpc error: code = NotFound',
  );
});
