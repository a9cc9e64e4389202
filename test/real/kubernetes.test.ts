import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { findMirrors } from "../engines/provider-mirror.ts";
import { DEPLOY_ROLE } from "../support/cloud.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { requireEngines } from "./engines.ts";
import { DIGESTS, imagesOf, openSite, type Site } from "./kubernetes/site.ts";
import { jobManifest, namespaceManifest, statefulSetManifest } from "./kubernetes/manifests.ts";

// Tests the shipped kube-deploy with a real API server, controllers and scheduler. Only the kubelet is scripted.
const engines = await requireEngines("kubernetes", ["kubernetes", "terraform"]);
const mirror = (await findMirrors()).find(({ providers }) =>
  providers.some(({ source }) => source === "hashicorp/kubernetes"),
);
if (mirror === undefined)
  process.stdout.write(
    "SKIPPED kubernetes with the real provider: install a provider-mirror with hashicorp/kubernetes\n",
  );

let site: Site;
beforeAll(async () => {
  if (engines !== undefined) site = await openSite(engines);
});
afterAll(async () => {
  if (engines !== undefined) await site.close();
});
afterEach(async () => {
  if (engines !== undefined) await site.clear();
});

interface FailedWorkload {
  kind: string;
  name: string;
  reason: string;
  container?: string;
  message: string;
}

const failed = ({ outputs }: BundleResult): FailedWorkload[] =>
  JSON.parse(outputs["failed-workloads"] ?? "[]") as FailedWorkload[];

/**
 * Returns the result of a run, with everything that it printed, so that jest shows the log if the result is unexpected.
 */
const verdictOf = ({ exitCode, outputs, stdout }: BundleResult) => ({
  exitCode,
  reason: outputs["failure-reason"],
  ...(exitCode > 1 ? { stdout } : {}),
});

const only = engines === undefined ? describe.skip : describe;

only("the Kubernetes workspace", () => {
  test("becomes healthy, and the second run changes nothing", async () => {
    const { deploy } = site.workspace("fleet");
    const first = await deploy();
    expect(verdictOf(first)).toStrictEqual({ exitCode: 0, reason: undefined });
    expect(JSON.parse(first.outputs["release"] ?? "")).toMatchObject({
      workloads: [
        { name: "backend", desired: 2, ready: 2, digests: [DIGESTS.backend] },
        { name: "frontend", desired: 2, ready: 2, digests: [DIGESTS.frontend] },
      ],
    });
    expect(first.outputs["url"]).toMatch(
      /^http:\/\/k8s-fleet-frontend-\S+\.elb\.amazonaws\.com\/$/,
    );
    expect(site.authenticator.reviews).toContainEqual({ accepted: true, text: DEPLOY_ROLE });
    const second = await deploy();
    expect(second.stdout).toContain("No changes. The workloads that run are verified anyway.");
    expect(verdictOf(second)).toStrictEqual({ exitCode: 0, reason: undefined });
  });

  test("a new release replaces the old one without a gap", async () => {
    const { deploy, namespace } = site.workspace("fleet-next");
    expect(verdictOf(await deploy())).toMatchObject({ exitCode: 0 });
    const images = imagesOf({ ...DIGESTS, frontend: `sha256:${"5a".repeat(32)}` });
    expect(verdictOf(await deploy({ images }))).toMatchObject({ exitCode: 0 });
    const pods = (await site.kubernetes.client.request(
      "GET",
      `/api/v1/namespaces/${namespace}/pods?labelSelector=app.kubernetes.io%2Fname%3Dfrontend`,
    )) as { items: { spec: { containers: { image: string }[] } }[] };
    const running = new Set(pods.items.flatMap(({ spec }) => spec.containers.map((c) => c.image)));
    expect([...running].join()).toContain(`@sha256:${"5a".repeat(32)}`);
  });

  test.each([
    ["image-not-found", "image-not-found", {}],
    ["image-pull-denied", "image-pull-denied", {}],
    ["crash", "crash-loop", {}],
    ["oom", "out-of-memory", {}],
    ["probe", "readiness-probe-failed", { timeout: "12s" }],
    ["config-error", "container-configuration", {}],
  ] as const)("%s of the backend is reported as %s", async (reason, told, inputs) => {
    const { deploy } = site.workspace(`fleet-${reason.replaceAll("-", "")}`);
    site.kubernetes.kubelet.fail({ reason, workload: "backend" });
    const result = await deploy(inputs);
    expect(verdictOf(result)).toStrictEqual({ exitCode: 1, reason: told });
    expect(failed(result)).toMatchObject([
      { kind: "Deployment", name: "backend", container: "backend", reason: told },
    ]);
  });

  test("a crashing backend is reported with its last log lines, read through the API server", async () => {
    const { deploy } = site.workspace("fleet-words");
    site.kubernetes.kubelet.fail({ reason: "crash", workload: "backend" });
    const { summary } = await deploy();
    expect(summary).toContain("cannot read configuration: DATABASE_URL is not set");
  });

  test("a failing init container", async () => {
    const { deploy } = site.workspace("fleet-init", withMigration);
    site.kubernetes.kubelet.fail({ reason: "init", workload: "frontend" });
    const result = await deploy();
    expect(verdictOf(result)).toStrictEqual({ exitCode: 1, reason: "init-container-failed" });
    expect(failed(result)).toMatchObject([{ name: "frontend", container: "migrate" }]);
  });

  test("K-E 41: a quota without room for the surge", async () => {
    const { deploy, namespace } = site.workspace("fleet-quota");
    expect(verdictOf(await deploy())).toMatchObject({ exitCode: 0 });
    await site.apply({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "team", namespace },
      spec: { hard: { pods: "4" } },
    });
    const images = imagesOf({ ...DIGESTS, backend: `sha256:${"5a".repeat(32)}` });
    const result = await deploy({ images });
    expect(verdictOf(result)).toStrictEqual({ exitCode: 1, reason: "quota-exceeded" });
    expect(failed(result)[0]?.message).toContain("exceeded quota: team");
  });

  test("no node takes the pods", async () => {
    await site.kubernetes.cordon(true);
    const { deploy } = site.workspace("fleet-cordon");
    const result = await deploy({ timeout: "8s" });
    expect(verdictOf(result)).toStrictEqual({ exitCode: 1, reason: "unschedulable" });
    expect(failed(result)[0]?.message).toContain("0/2 nodes are available");
  });

  test("Pod Security refuses the pods", async () => {
    const { deploy } = site.workspace("fleet-security", (main) =>
      main.replace("allow_privilege_escalation = false", "allow_privilege_escalation = true"),
    );
    expect(verdictOf(await deploy())).toStrictEqual({ exitCode: 1, reason: "pod-security" });
  });
});

const onlyReal = engines === undefined || mirror === undefined ? describe.skip : describe;
onlyReal("the Kubernetes workspace with the real provider", () => {
  test("becomes healthy, and the second run changes nothing", async () => {
    const { deploy } = await site.realWorkspace("fleet-real", {
      directory: mirror?.directory ?? "",
    });
    expect(verdictOf(await deploy())).toStrictEqual({ exitCode: 0, reason: undefined });
    const second = await deploy();
    expect(second.stdout).toContain("No changes. The workloads that run are verified anyway.");
    expect(verdictOf(second)).toStrictEqual({ exitCode: 0, reason: undefined });
  });
});

/** Returns the workload module with a container that must succeed before the other containers start. */
const withMigration = (main: string): string =>
  main.replace(
    "        container {\n",
    `        init_container {
          name  = "migrate"
          image = var.image

          security_context {
            run_as_non_root            = true
            allow_privilege_escalation = false

            capabilities {
              drop = ["ALL"]
            }
          }
        }

        container {
`,
  );

only("verification of workloads that the workspace does not have", () => {
  test("a job that completes and a stateful set that becomes ready", async () => {
    const namespace = "batch";
    await site.apply(
      namespaceManifest(namespace),
      jobManifest(namespace, "migrate"),
      statefulSetManifest(namespace, "store"),
    );
    const result = await site.verify([
      { type: "kubernetes_job_v1", namespace, name: "migrate" },
      { type: "kubernetes_stateful_set_v1", namespace, name: "store" },
    ]);
    expect(verdictOf(result)).toStrictEqual({ exitCode: 0, reason: undefined });
    expect(JSON.parse(result.outputs["release"] ?? "")).toMatchObject({
      workloads: [
        { kind: "Job", name: "migrate" },
        { kind: "StatefulSet", name: "store", desired: 2, ready: 2 },
      ],
    });
  });

  test("a job that fails", async () => {
    const namespace = "batch-fails";
    site.kubernetes.kubelet.fail({ reason: "crash", workload: "broken" });
    await site.apply(namespaceManifest(namespace), jobManifest(namespace, "broken"));
    const result = await site.verify([{ type: "kubernetes_job_v1", namespace, name: "broken" }]);
    expect(verdictOf(result)).toStrictEqual({ exitCode: 1, reason: "job-failed" });
  });

  test("K-E 25: a stateful set waits for the broken pod of a withdrawn version, and continues when the pod is deleted", async () => {
    const namespace = "withdrawn";
    const workloads = [{ type: "kubernetes_stateful_set_v1", namespace, name: "store" } as const];
    const good = statefulSetManifest(namespace, "store");
    await site.apply(namespaceManifest(namespace), good);
    expect(verdictOf(await site.verify(workloads))).toMatchObject({ exitCode: 0 });
    const broken = statefulSetManifest(namespace, "store", { env: [{ name: "NEW", value: "1" }] });
    site.kubernetes.kubelet.fail({ reason: "crash", workload: "store" });
    await site.apply(broken);
    expect(verdictOf(await site.verify(workloads))).toMatchObject({ reason: "crash-loop" });
    // The template is good again, and new pods become ready. The StatefulSet waits all the same.
    site.kubernetes.kubelet.recover();
    await site.apply(good);
    expect(verdictOf(await site.verify(workloads))).toMatchObject({ reason: "crash-loop" });
    const { lines, unstick } = site.unsticking(workloads);
    await unstick();
    expect(lines).toStrictEqual([
      "StatefulSet withdrawn/store waits for pod store-1, which is deleted now",
    ]);
    expect(verdictOf(await site.verify(workloads))).toMatchObject({ exitCode: 0 });
    // No StatefulSet waits any more, so nothing is deleted.
    await unstick();
    expect(lines).toHaveLength(1);
  });

  test("if the image of a stateful set's first pod cannot be pulled, the second pod does not start", async () => {
    const namespace = "sets";
    site.kubernetes.kubelet.fail({ reason: "image-not-found", workload: "stuck" });
    await site.apply(namespaceManifest(namespace), statefulSetManifest(namespace, "stuck"));
    const type = "kubernetes_stateful_set_v1";
    const result = await site.verify([{ type, namespace, name: "stuck" }]);
    expect(verdictOf(result)).toStrictEqual({ exitCode: 1, reason: "image-not-found" });
    expect(failed(result)).toMatchObject([{ kind: "StatefulSet", name: "stuck", pod: "stuck-0" }]);
  });
});
