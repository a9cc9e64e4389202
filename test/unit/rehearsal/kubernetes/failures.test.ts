import { afterEach, describe, expect, it } from "@jest/globals";
import { FAILURES, type Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import type { Pod } from "../../../../rehearsal/kubernetes/objects.ts";
import { APPS, CORE, call, deployment, post, start, until } from "./world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

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

const waiting = (reason: string) => (pod: Pod) =>
  [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].some(
    ({ state }) => state.waiting?.reason === reason,
  );
const condition = (type: string, reason: string) => (pod: Pod) =>
  pod.status.conditions?.some((item) => item.type === type && item.reason === reason) === true;

interface Case {
  reason: keyof typeof FAILURES;
  /** What one pod must come to. */
  pod: (pod: Pod) => boolean;
  /** Part of an event's message. */
  event: string;
}

const cases: Case[] = [
  { reason: "image-not-found", pod: waiting("ImagePullBackOff"), event: "repo/web:1: not found" },
  { reason: "image-pull-denied", pod: waiting("ImagePullBackOff"), event: "403 Forbidden" },
  {
    reason: "image-wrong-platform",
    pod: waiting("ErrImagePull"),
    event: "no match for platform in manifest",
  },
  { reason: "image-invalid", pod: waiting("InvalidImageName"), event: "invalid reference format" },
  {
    reason: "crash",
    pod: waiting("CrashLoopBackOff"),
    event: "Back-off restarting failed container web in pod",
  },
  {
    reason: "oom",
    pod: waiting("CrashLoopBackOff"),
    event: "Back-off restarting failed container web",
  },
  {
    reason: "liveness",
    pod: waiting("CrashLoopBackOff"),
    event: "Container web failed liveness probe, will be restarted",
  },
  {
    reason: "startup",
    pod: waiting("CrashLoopBackOff"),
    event: "Startup probe failed: HTTP probe failed with statuscode: 500",
  },
  {
    reason: "probe",
    pod: condition("Ready", "ContainersNotReady"),
    event: "Readiness probe failed: HTTP probe failed with statuscode: 503",
  },
  {
    reason: "never-ready",
    pod: condition("Ready", "ContainersNotReady"),
    event: "connect: connection refused",
  },
  {
    reason: "init",
    pod: waiting("CrashLoopBackOff"),
    event: "Back-off restarting failed container migrate",
  },
  {
    reason: "config-error",
    pod: waiting("CreateContainerConfigError"),
    event: 'Error: secret "app-secrets" not found',
  },
  {
    reason: "start-error",
    pod: waiting("CrashLoopBackOff"),
    event: "executable file not found in $PATH",
  },
  {
    reason: "mount",
    pod: waiting("PodInitializing"),
    event: "MountVolume.SetUp failed for volume",
  },
  {
    reason: "unschedulable",
    pod: condition("PodScheduled", "Unschedulable"),
    event:
      "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available",
  },
  {
    reason: "readiness-gate",
    pod: condition("Ready", "ReadinessGatesNotReady"),
    event: "Container started",
  },
  {
    reason: "evicted",
    pod: ({ status }) => status.reason === "Evicted",
    event: "The node was low on resource: memory",
  },
];

const refusedCases = [
  {
    reason: "quota",
    message: "exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10",
  },
  {
    reason: "pod-security",
    message: 'violates PodSecurity "restricted:latest": runAsNonRoot != true',
  },
  {
    reason: "webhook",
    message: 'admission webhook "validate.policy.example.com" denied the request',
  },
] as const;

describe("scripted failures", () => {
  it.each(cases)(
    "$reason brings a pod to what a kubelet or scheduler writes",
    async ({ reason, pod, event }) => {
      kube = await start({ failures: [{ reason, workload: "web" }] });
      await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", {}, pods));
      await until(kube, CORE, "pods", (all) => all.some(pod));
      const events = await until(kube, CORE, "events", (all) =>
        all.some(({ message }) => message.includes(event)),
      );
      expect(events.some(({ message }) => message.includes(event))).toBe(true);
    },
  );

  it.each(refusedCases)(
    "$reason keeps the ReplicaSet from creating pods (K-E 41)",
    async ({ reason, message }) => {
      kube = await start({ failures: [{ reason }] });
      await post(kube, `${APPS}/deployments`, deployment("web"));
      const [web] = await until(
        kube,
        APPS,
        "deployments",
        ([item]) => item?.status.conditions?.some(({ type }) => type === "ReplicaFailure") === true,
      );
      const failure = web?.status.conditions?.find(({ type }) => type === "ReplicaFailure");
      expect(failure).toMatchObject({ status: "True", reason: "FailedCreate" });
      expect(failure?.message).toContain(message);
      expect(kube.objects("pods")).toStrictEqual([]);
    },
  );

  it("oom leaves exit code 137 and OOMKilled, and the log of the run before (K-E 38)", async () => {
    kube = await start({ failures: [{ reason: "oom", logs: ["out of memory soon"] }] });
    await post(kube, `${APPS}/deployments`, deployment("web"));
    const all = await until(kube, CORE, "pods", (found) => found.some(waiting("CrashLoopBackOff")));
    const pod = all.find(waiting("CrashLoopBackOff"))!;
    expect(pod.status.containerStatuses?.[0]?.lastState.terminated).toMatchObject({
      exitCode: 137,
      reason: "OOMKilled",
    });
    const log = await call(kube, `${CORE}/pods/${pod.metadata.name}/log?previous=true&tailLines=1`);
    expect(log.body["text"]).toBe("out of memory soon\n");
  });

  it("image-rate-limited heals by itself (K-E 36)", async () => {
    kube = await start({ failures: [{ reason: "image-rate-limited" }] });
    await post(kube, `${APPS}/deployments`, deployment("web"));
    await until(kube, APPS, "deployments", ([item]) => item?.status.availableReplicas === 2);
    expect(kube.timeline.some(({ text }) => text.includes("429 Too Many Requests"))).toBe(true);
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

  it("a failure for one image leaves the others alone", async () => {
    kube = await start({ failures: [{ reason: "crash", image: "*:2" }] });
    await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1"));
    await until(kube, APPS, "deployments", ([item]) => item?.status.availableReplicas === 2);
    expect(kube.objects("pods").every(({ status }) => status.phase === "Running")).toBe(true);
  });

  it("names the known reasons when it does not know one", async () => {
    kube = await start();
    expect(() => kube.fail({ reason: "gremlins" as "crash" })).toThrow(
      /unknown failure "gremlins"; known are image-not-found, /,
    );
  });

  it("a missing secret is found by the kubelet itself and healed by its creation (K-E 40)", async () => {
    kube = await start();
    const env = [
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
    ];
    await post(
      kube,
      `${APPS}/deployments`,
      deployment("web", "x", {}, { containers: [{ name: "web", image: "x:1", env }] }),
    );
    await until(kube, CORE, "pods", (all) => all.some(waiting("CreateContainerConfigError")));
    expect(kube.timeline.map(({ text }) => text)).toContain('Failed: Error: secret "db" not found');
    await post(kube, `${CORE}/secrets`, {
      metadata: { name: "db" },
      stringData: { password: "p" },
    });
    await until(kube, APPS, "deployments", ([item]) => item?.status.availableReplicas === 2);
  });
});
