import { afterEach, describe, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import {
  APPS,
  CORE,
  FAST,
  call,
  deployment,
  isRolledOut,
  patch,
  post,
  start,
  until,
} from "./world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

const setImage = (image: string) => ({
  spec: { template: { spec: { containers: [{ name: "web", image }] } } },
});
const JOBS = "/apis/batch/v1/namespaces/default";

describe("a Deployment", () => {
  it("rolls out with the counters and conditions of the real controller", async () => {
    kube = await start();
    await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", { replicas: 3 }));
    await isRolledOut(kube, "web");
    const [web] = kube.objects("deployments");
    const [set] = kube.objects("replicasets");
    expect(web?.metadata.annotations).toStrictEqual({ "deployment.kubernetes.io/revision": "1" });
    expect(web?.metadata.generation).toBe(1);
    const { conditions, ...counters } = web!.status;
    expect(counters).toStrictEqual({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
    });
    const said = conditions?.map(({ type, status, reason, message }) => [
      type,
      status,
      reason,
      message,
    ]);
    expect(said).toContainEqual([
      "Progressing",
      "True",
      "NewReplicaSetAvailable",
      `ReplicaSet "${set!.metadata.name}" has successfully progressed.`,
    ]);
    expect(said).toContainEqual([
      "Available",
      "True",
      "MinimumReplicasAvailable",
      "Deployment has minimum availability.",
    ]);
  });

  it("replaces its pods without going below maxUnavailable nor above maxSurge", async () => {
    kube = await start();
    await post(kube, `${APPS}/deployments`, deployment("web", "repo/web:1", { replicas: 4 }));
    await isRolledOut(kube, "web");
    let [fewest, most] = [4, 4];
    const watching = until(kube, CORE, "pods", (pods) => {
      const live = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      const ready = live.filter(({ status }) =>
        status.conditions?.some((c) => c.type === "Ready" && c.status === "True"),
      );
      fewest = Math.min(fewest, ready.length);
      most = Math.max(most, live.length);
      return (
        ready.length === 4 && ready.every(({ spec }) => spec.containers[0]?.image === "repo/web:2")
      );
    });
    await patch(
      kube,
      `${APPS}/deployments/web`,
      setImage("repo/web:2"),
      "strategic-merge-patch+json",
    );
    await watching;
    await isRolledOut(kube, "web");
    expect(fewest).toBeGreaterThanOrEqual(3);
    expect(most).toBeLessThanOrEqual(5);
    expect(
      kube
        .objects("replicasets")
        .map(({ spec }) => spec.replicas)
        .sort(),
    ).toStrictEqual([0, 4]);
  });

  it("says ProgressDeadlineExceeded, and comes back to the old ReplicaSet when the image does (K-E 22)", async () => {
    kube = await start({ failures: [{ reason: "image-not-found", image: "*:2" }] });
    await post(
      kube,
      `${APPS}/deployments`,
      deployment("web", "repo/web:1", { progressDeadlineSeconds: 50 }),
    );
    await isRolledOut(kube, "web");
    await patch(kube, `${APPS}/deployments/web`, setImage("repo/web:2"));
    const [broken] = await until(
      kube,
      APPS,
      "deployments",
      ([item]) =>
        item?.status.conditions?.some(({ reason }) => reason === "ProgressDeadlineExceeded") ===
        true,
    );
    expect(broken?.status).toMatchObject({
      updatedReplicas: 1,
      availableReplicas: 2,
      unavailableReplicas: 1,
      replicas: 3,
    });
    await patch(kube, `${APPS}/deployments/web`, setImage("repo/web:1"));
    await isRolledOut(kube, "web");
    const [web] = kube.objects("deployments");
    expect(web?.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("3");
    expect(web?.status.conditions?.find(({ type }) => type === "Progressing")?.reason).toBe(
      "NewReplicaSetAvailable",
    );
  });

  it("stands still while paused, and with replicas 0 is done at once (K-E 14, K-E 17)", async () => {
    kube = await start();
    await post(kube, `${APPS}/deployments`, deployment("none", "x:1", { replicas: 0 }));
    await until(
      kube,
      APPS,
      "deployments",
      ([none]) =>
        none?.status.conditions?.some(({ reason }) => reason === "NewReplicaSetAvailable") === true,
    );
    await post(kube, `${APPS}/deployments`, deployment("web", "x:1", { paused: true }));
    const all = await until(kube, APPS, "deployments", (items) =>
      items.every(({ status }) => status.observedGeneration === 1),
    );
    expect(all.find(({ metadata }) => metadata.name === "web")?.status.replicas).toBeUndefined();
    expect(kube.objects("pods")).toStrictEqual([]);
  });

  it("with Recreate starts nothing new before the old pods are gone (K-E 18)", async () => {
    kube = await start();
    await post(
      kube,
      `${APPS}/deployments`,
      deployment("web", "repo/web:1", { strategy: { type: "Recreate" } }),
    );
    await isRolledOut(kube, "web");
    const mixed: boolean[] = [];
    const done = until(kube, CORE, "pods", (pods) => {
      mixed.push(new Set(pods.map(({ spec }) => spec.containers[0]?.image)).size > 1);
      return pods.filter(({ spec }) => spec.containers[0]?.image === "repo/web:2").length === 2;
    });
    await patch(kube, `${APPS}/deployments/web`, setImage("repo/web:2"));
    await done;
    expect(mixed).not.toContain(true);
  });

  it("takes its pods along when it is deleted", async () => {
    kube = await start();
    await post(kube, `${APPS}/deployments`, deployment("web"));
    await isRolledOut(kube, "web");
    await call(kube, `${APPS}/deployments/web`, { method: "DELETE" });
    await until(kube, CORE, "pods", (pods) => pods.length === 0);
    expect(kube.objects("replicasets")).toStrictEqual([]);
  });

  it("counts against a real quota, in the API server's words (K-E 41)", async () => {
    kube = await start();
    await post(kube, `${CORE}/resourcequotas`, {
      metadata: { name: "q" },
      spec: { hard: { pods: "1" } },
    });
    await post(kube, `${APPS}/deployments`, deployment("web"));
    const [web] = await until(
      kube,
      APPS,
      "deployments",
      ([item]) => item?.status.conditions?.some(({ type }) => type === "ReplicaFailure") === true,
    );
    const failure = web?.status.conditions?.find(({ type }) => type === "ReplicaFailure");
    expect(failure?.message).toMatch(
      /^pods "web-[a-z0-9]+-[a-z0-9]{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1$/,
    );
  });
});

const stateful = {
  metadata: { name: "db" },
  spec: {
    serviceName: "db",
    replicas: 2,
    selector: { matchLabels: { app: "db" } },
    template: {
      metadata: { labels: { app: "db" } },
      spec: { containers: [{ name: "web", image: "repo/db:1" }] },
    },
  },
};

describe("other workloads", () => {
  it("a StatefulSet starts in order, and a broken update stays stuck after it is taken back (K-E 25)", async () => {
    kube = await start({ failures: [{ reason: "image-not-found", image: "*:2" }] });
    await post(kube, `${APPS}/statefulsets`, stateful);
    await until(
      kube,
      APPS,
      "statefulsets",
      ([set]) => set?.status.readyReplicas === 2 && set.status.updatedReplicas === 2,
    );
    const scheduled = kube.timeline.filter(({ text }) =>
      text.startsWith("SuccessfulCreate: Create Pod"),
    );
    expect(scheduled.map(({ text }) => text)).toStrictEqual([
      "SuccessfulCreate: Create Pod db-0 in StatefulSet db successful",
      "SuccessfulCreate: Create Pod db-1 in StatefulSet db successful",
    ]);
    await patch(kube, `${APPS}/statefulsets/db`, setImage("repo/db:2"));
    await until(kube, CORE, "pods", (pods) =>
      pods.some(
        ({ status }) => status.containerStatuses?.[0]?.state.waiting?.reason === "ImagePullBackOff",
      ),
    );
    await patch(kube, `${APPS}/statefulsets/db`, setImage("repo/db:1"));
    const [set] = await until(
      kube,
      APPS,
      "statefulsets",
      ([item]) => item?.status.observedGeneration === 3,
    );
    expect(set?.status.currentRevision).toBe(set?.status.updateRevision);
    expect(set?.status.readyReplicas).toBe(1);
    await call(kube, `${CORE}/pods/db-1`, { method: "DELETE" });
    await until(kube, APPS, "statefulsets", ([item]) => item?.status.readyReplicas === 2);
  });

  it("a DaemonSet runs one pod per node", async () => {
    kube = await start();
    const { selector, template } = stateful.spec;
    const spec = { selector, template };
    await post(kube, `${APPS}/daemonsets`, { metadata: { name: "agent" }, spec });
    const [set] = await until(
      kube,
      APPS,
      "daemonsets",
      ([item]) => item?.status["numberAvailable"] === 2,
    );
    expect(set?.status).toMatchObject({
      desiredNumberScheduled: 2,
      updatedNumberScheduled: 2,
      numberReady: 2,
    });
    expect(new Set(kube.objects("pods").map(({ spec: { nodeName } }) => nodeName)).size).toBe(2);
  });

  const job = (name: string, spec: object = {}) => ({
    metadata: { name },
    spec: {
      ...spec,
      template: {
        spec: { restartPolicy: "Never", containers: [{ name: "task", image: "repo/task:1" }] },
      },
    },
  });

  it("a Job completes", async () => {
    kube = await start();
    await post(kube, `${JOBS}/jobs`, job("migrate"));
    const [done] = await until(
      kube,
      JOBS,
      "jobs",
      ([item]) => item?.status.completionTime !== undefined,
    );
    expect(done?.status.conditions?.map(({ type, reason }) => [type, reason])).toStrictEqual([
      ["SuccessCriteriaMet", "CompletionsReached"],
      ["Complete", "CompletionsReached"],
    ]);
  });

  it.each([0, 1])(
    "a Job with backoffLimit %s fails after one failure more (K-E 27)",
    async (backoffLimit) => {
      kube = await start({ failures: [{ reason: "crash" }] });
      await post(kube, `${JOBS}/jobs`, job("migrate", { backoffLimit }));
      const [failed] = await until(
        kube,
        JOBS,
        "jobs",
        ([item]) => item?.status.conditions !== undefined,
      );
      expect(failed?.status.conditions?.at(-1)).toMatchObject({
        type: "Failed",
        reason: "BackoffLimitExceeded",
        message: "Job has reached the specified backoff limit",
      });
      expect(failed?.status.failed).toBe(backoffLimit + 1);
    },
  );

  it("Services get endpoints and load balancers, Ingresses only with a class that has a controller (K-E 28, K-E 29)", async () => {
    kube = await start();
    const ports = [{ port: 80, targetPort: 8080 }];
    await post(kube, `${APPS}/deployments`, deployment("web"));
    await post(kube, `${CORE}/services`, {
      metadata: { name: "web" },
      spec: { type: "LoadBalancer", selector: { app: "web" }, ports },
    });
    const ingresses = "/apis/networking.k8s.io/v1/namespaces/default";
    for (const name of ["alb", "none"])
      await post(kube, `${ingresses}/ingresses`, {
        metadata: { name },
        spec: { ingressClassName: name },
      });
    await until(
      kube,
      CORE,
      "services",
      ([, web]) =>
        web?.status.loadBalancer.ingress?.[0]?.hostname !== undefined ||
        kube.objects("services")[0]?.status.loadBalancer.ingress !== undefined,
    );
    await until(
      kube,
      ingresses,
      "ingresses",
      ([alb]) => alb?.status.loadBalancer.ingress?.[0]?.hostname !== undefined,
    );
    expect(kube.objects("ingresses")[1]?.status).toStrictEqual({ loadBalancer: {} });
    await until(kube, CORE, "endpoints", ([item]) => {
      const [subset] = (item?.["subsets"] ?? []) as {
        addresses?: unknown[];
        notReadyAddresses?: unknown[];
      }[];
      return subset?.addresses?.length === 2 && subset.notReadyAddresses === undefined;
    });
  });

  it("minReadySeconds holds availability back (K-E 20)", async () => {
    kube = await start({ pace: { ...FAST, secondMs: 10 } });
    await post(kube, `${APPS}/deployments`, deployment("web", "x:1", { minReadySeconds: 20 }));
    const [early] = await until(
      kube,
      APPS,
      "deployments",
      ([item]) => item?.status.readyReplicas === 2,
    );
    expect(early?.status.availableReplicas).toBeUndefined();
    await isRolledOut(kube, "web");
  });
});
