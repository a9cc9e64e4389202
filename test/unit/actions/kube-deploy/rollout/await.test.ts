// The rollout of Deployments in the embedded Kubernetes: outcomes, broken watches, missing rights, evidence.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KubernetesClient } from "../../../../../actions/kube-deploy/src/api/client.ts";
import { collectEvidence } from "../../../../../actions/kube-deploy/src/report/evidence.ts";
import { awaitOutcome } from "../../../../../actions/kube-deploy/src/rollout/await.ts";
import type { RolloutOptions } from "../../../../../actions/kube-deploy/src/rollout/await.ts";
import { causeOf } from "../../../../../actions/kube-deploy/src/rollout/cause.ts";
import type { Workload } from "../../../../../actions/kube-deploy/src/workloads/workloads.ts";
import { startKubernetes } from "../../../../../rehearsal/kubernetes/index.ts";
import type { Kubernetes } from "../../../../../rehearsal/kubernetes/index.ts";

const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/web@sha256:${"4f".repeat(32)}`;
const WEB: Workload = { kind: "Deployment", namespace: "shop", name: "web", shortLived: false };

let kubernetes: Kubernetes;
let client: KubernetesClient;
const unreadable: string[] = [];
beforeEach(async () => {
  unreadable.splice(0);
  kubernetes = await startKubernetes({ adminToken: "admin", authenticate: () => undefined });
  client = new KubernetesClient({
    server: kubernetes.url,
    certificateAuthority: kubernetes.certificateAuthority,
    token: () => Promise.resolve("admin"),
  });
  const metadata = { name: "shop" };
  await create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
});
afterEach(async () => {
  client.close();
  await kubernetes.close();
});

const create = (path: string, body: object) => client.json(path, { method: "POST", body });

async function createDeployment(): Promise<void> {
  const probe = { httpGet: { path: "/readyz", port: 8080 } };
  const container = { name: "web", image: IMAGE, readinessProbe: probe };
  await create("/apis/apps/v1/namespaces/shop/deployments", {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [container] } },
    },
  });
}

const awaitWeb = (options: Partial<RolloutOptions> = {}) =>
  awaitOutcome(client, [WEB], {
    timeout: 20_000,
    noActivityTimeout: 20_000,
    since: 0,
    crashTolerance: 2,
    cancelled: new AbortController().signal,
    onStatus: () => undefined,
    onUnreadable: (kind) => unreadable.push(kind),
    onRetry: () => undefined,
    ...options,
  });

describe("healthy", () => {
  test("if all pods are ready", async () => {
    await createDeployment();
    const { result, statuses } = await awaitWeb();
    expect(result).toBe("healthy");
    expect(statuses).toMatchObject([{ verdict: { ready: 2 }, images: [IMAGE] }]);
  });

  test.each(["flap", "recover", "quiet", "slow"] as const)(
    "although its pods %s",
    async (reason) => {
      kubernetes.fail({ reason });
      await createDeployment();
      expect((await awaitWeb({ noActivityTimeout: 10_000 })).result).toBe("healthy");
    },
  );

  test("must not be lost: 410 watches: although the server forgets the watched versions (K-E 48)", async () => {
    kubernetes.fail({ reason: "slow" });
    await createDeployment();
    const outcome = awaitWeb();
    kubernetes.compact();
    expect((await outcome).result).toBe("healthy");
  });

  test("K-E 49: without permission to read events", async () => {
    kubernetes.deny({ resource: "events" });
    await createDeployment();
    expect((await awaitWeb()).result).toBe("healthy");
    expect(unreadable).toStrictEqual(["Event"]);
  });
});

describe("not healthy", () => {
  test("F2: an image that is not in the registry", async () => {
    kubernetes.fail({ reason: "image-not-found" });
    await createDeployment();
    const { result, statuses } = await awaitWeb();
    expect(result).toBe("failed");
    expect(statuses.map((status) => causeOf(status).reason)).toStrictEqual(["image-not-found"]);
  });

  test("F6: a crash, with the redacted log as evidence", async () => {
    kubernetes.fail({ reason: "crash", logs: ["the last words: hunter2"] });
    await createDeployment();
    const { result, statuses } = await awaitWeb();
    expect(result).toBe("failed");
    const redact = (text: string) =>
      text.replaceAll("hunter2", "***").replaceAll("Back-off", "+++");
    const [finding] = await Promise.all(
      statuses.map((each) => collectEvidence(client, each, 25, redact)),
    );
    expect(finding?.cause).toMatchObject({ reason: "crash-loop", container: "web" });
    expect(finding?.logs.map(({ text }) => text).join()).toContain("the last words: ***");
    expect(finding?.events.join()).toMatch(/BackOff.*: \+\+\+/);
  });

  test("if the time is over, with the last reason", async () => {
    kubernetes.fail({ reason: "never-ready" });
    await createDeployment();
    // Long enough to see the first probe fail, even on a busy machine.
    const { result, statuses } = await awaitWeb({ timeout: 3_000 });
    expect(result).toBe("timeout");
    expect(statuses.map((status) => causeOf(status).reason)).toStrictEqual([
      "readiness-probe-failed",
    ]);
  });

  test("if the job is cancelled", async () => {
    kubernetes.fail({ reason: "never-ready" });
    await createDeployment();
    const cancel = new AbortController();
    const outcome = await awaitWeb({ cancelled: cancel.signal, onStatus: () => cancel.abort() });
    expect(outcome.result).toBe("cancelled");
  });

  test("if the job was cancelled before", async () => {
    kubernetes.fail({ reason: "never-ready" });
    await createDeployment();
    const outcome = await awaitWeb({ cancelled: AbortSignal.abort(), timeout: 2_000 });
    expect(outcome).toMatchObject({ result: "cancelled", statuses: [] });
  });
});
