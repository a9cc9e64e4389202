// The watching against the embedded Kubernetes: every scripted failure, broken connections.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KubernetesClient } from "../../../../actions/kube-deploy/src/kubernetes/client.ts";
import { causeOf } from "../../../../actions/kube-deploy/src/rollout/assess.ts";
import { awaitRollout } from "../../../../actions/kube-deploy/src/rollout/await.ts";
import type { RolloutOptions } from "../../../../actions/kube-deploy/src/rollout/await.ts";
import { gather } from "../../../../actions/kube-deploy/src/rollout/evidence.ts";
import type { Workload } from "../../../../actions/kube-deploy/src/rollout/workloads.ts";
import type { FailureReason } from "../../../../rehearsal/kubernetes/failures.ts";
import { startKubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";

const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/web@sha256:${"4f".repeat(32)}`;

let kubernetes: Kubernetes;
let client: KubernetesClient;
const missing: string[] = [];
beforeEach(async () => {
  missing.splice(0);
  kubernetes = await startKubernetes({ adminToken: "admin", authenticate: () => undefined });
  client = new KubernetesClient({
    server: kubernetes.url,
    certificateAuthority: kubernetes.certificateAuthority,
    token: () => Promise.resolve("admin"),
  });
  await create("/api/v1/namespaces", "v1", "Namespace", "shop", {});
});
afterEach(async () => {
  client.close();
  await kubernetes.close();
});

const create = (path: string, apiVersion: string, kind: string, name: string, spec: object) =>
  client.json(path, {
    method: "POST",
    body: {
      apiVersion,
      kind,
      metadata: { name, ...(kind === "Namespace" ? {} : { namespace: "shop" }) },
      ...(kind === "Namespace" ? {} : { spec }),
    },
  });

type Kind = "Deployment" | "Job";

const COLLECTIONS = {
  Deployment: "/apis/apps/v1/namespaces/shop/deployments",
  Job: "/apis/batch/v1/namespaces/shop/jobs",
};

function podTemplate(kind: Kind, change: object = {}) {
  const probe = { httpGet: { path: "/readyz", port: 8080 } };
  const probes = kind === "Job" ? {} : { readinessProbe: probe, livenessProbe: probe };
  return {
    metadata: { labels: { app: "web" } },
    spec: {
      ...(kind === "Job" ? { restartPolicy: "Never" } : {}),
      containers: [{ name: "web", image: IMAGE, ports: [{ containerPort: 8080 }], ...probes }],
      ...change,
    },
  };
}

async function createWorkload(
  kind: Kind,
  change: object = {},
  settings: object = {},
): Promise<Workload> {
  const template = podTemplate(kind, change);
  const spec =
    kind === "Job"
      ? { template, backoffLimit: 1 }
      : {
          template,
          selector: { matchLabels: { app: "web" } },
          replicas: 2,
          ...settings,
        };
  const apiVersion = kind === "Job" ? "batch/v1" : "apps/v1";
  await create(COLLECTIONS[kind], apiVersion, kind, "web", spec);
  return { kind, namespace: "shop", name: "web", address: "x.web", shortLived: false };
}

const watch = (workload: Workload, options: Partial<RolloutOptions> = {}) =>
  awaitRollout(client, [workload], {
    timeout: 20_000,
    noActivity: 20_000,
    since: client.serverTime(),
    eventsSince: 0,
    cancelled: new AbortController().signal,
    onStatus: () => undefined,
    onMissing: (kind) => missing.push(kind),
    onRetry: () => undefined,
    ...options,
  });

describe("healthy", () => {
  test.each(["Deployment", "Job"] as const)("%s", async (kind) => {
    const outcome = await watch(await createWorkload(kind));
    expect(outcome.result).toBe("healthy");
    const [status] = outcome.statuses;
    expect(status?.verdict.ready).toBe(kind === "Job" ? 1 : 2);
    expect(status?.images).toStrictEqual([IMAGE]);
  });

  test("must not be lost: 410 watches: a rollout goes on when the server forgot them (K-E 48)", async () => {
    kubernetes.fail({ reason: "slow" });
    const workload = await createWorkload("Deployment");
    const watching = watch(workload);
    kubernetes.compact();
    expect((await watching).result).toBe("healthy");
  });

  test("K-E 49: without the right to read events", async () => {
    kubernetes.deny({ resource: "events" });
    expect((await watch(await createWorkload("Deployment"))).result).toBe("healthy");
    expect(missing).toStrictEqual(["Event"]);
  });
});

interface Row {
  failure: FailureReason;
  reason: string;
  message: RegExp;
  log?: RegExp;
}
const rows: Row[] = [
  { failure: "image-not-found", reason: "image-not-found", message: /fleet-dev\/web@sha256:/ },
  { failure: "image-pull-denied", reason: "image-pull-denied", message: /refuses/ },
  { failure: "image-wrong-platform", reason: "image-platform", message: /platform/ },
  { failure: "crash", reason: "crash-loop", message: /exit code 1/, log: /\S/ },
  { failure: "oom", reason: "out-of-memory", message: /exit code 137/ },
  { failure: "liveness", reason: "liveness-probe-failed", message: /probe/i },
  { failure: "probe", reason: "readiness-probe-failed", message: /503/ },
  { failure: "never-ready", reason: "readiness-probe-failed", message: /refused/ },
  { failure: "init", reason: "init-container-failed", message: /Init:prepare.*exit code 1/ },
  { failure: "config-error", reason: "container-configuration", message: /not found/ },
  { failure: "unschedulable", reason: "unschedulable", message: /nodes are available/ },
  { failure: "quota", reason: "quota-exceeded", message: /exceeded quota/ },
  { failure: "pod-security", reason: "pod-security", message: /violates PodSecurity/ },
];

describe("failing", () => {
  test.each(rows)("$failure is told as $reason", async ({ failure, reason, message, log }) => {
    kubernetes.fail({ reason: failure, logs: ["the last words"] });
    const init = failure === "init" ? [{ name: "prepare", image: IMAGE }] : [];
    const workload = await createWorkload(
      "Deployment",
      { initContainers: init },
      // A second of the embedded cluster takes 10 ms. A probe that kills later than that finds it healthy before.
      { progressDeadlineSeconds: 100, minReadySeconds: failure === "liveness" ? 60 : 0 },
    );
    const outcome = await watch(workload);
    const [status] = outcome.statuses;
    expect([outcome.result, status && causeOf(status).reason]).toStrictEqual(["failed", reason]);
    const finding = await gather(client, status!, 25);
    expect(finding.cause.message).toMatch(message);
    expect(finding.cause.fix).toMatch(/\S/);
    if (log !== undefined)
      expect(finding.logs.map(({ text }) => text).join()).toContain("the last words");
  });

  test("K-E 27: a Job names its container's end", async () => {
    kubernetes.fail({ reason: "crash", logs: ["no such table"] });
    const { result, statuses } = await watch(await createWorkload("Job"));
    expect(result).toBe("failed");
    const finding = await gather(client, statuses[0]!, 25);
    expect(finding.cause.reason).toBe("job-failed");
    expect(finding.cause.message).toMatch(/exit code 1.*BackoffLimitExceeded/);
    expect(finding.logs.map(({ text }) => text)).toContain("no such table");
  });

  test("a cancel ends the watching", async () => {
    kubernetes.fail({ reason: "never-ready" });
    const cancel = new AbortController();
    const outcome = await watch(await createWorkload("Deployment"), {
      cancelled: cancel.signal,
      onStatus: () => cancel.abort(),
    });
    expect(outcome.result).toBe("cancelled");
  });
});
