// kube-deploy with real terraform, the workspace terraform/kubernetes, the replayed providers, and the embedded AWS and
// Kubernetes. Only the failure is scripted.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ACCOUNT, DEPLOY_ROLE, REGION } from "../support/cloud.ts";
import { startEmbeddedCluster } from "../support/kubernetes/embedded.ts";
import type { EmbeddedCluster } from "../support/kubernetes/embedded.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleRun } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const DIGESTS = { frontend: `sha256:${"4f".repeat(32)}`, backend: `sha256:${"be".repeat(32)}` };
const imagesOf = (digests: typeof DIGESTS) =>
  JSON.stringify({
    frontend: { repository: "fleet-dev/frontend", digest: digests.frontend },
    backend: { repository: "fleet-dev/backend", digest: digests.backend },
  });

const terraform = spawnSync("terraform", ["version"]).status === 0;
if (!terraform) console.warn("SKIPPED: terraform is not on PATH");

let cluster: EmbeddedCluster;
let kubernetes: EmbeddedCluster["kubernetes"];
let providers: EmbeddedCluster["providers"];
let directory = "";
let count = 0;
useCloud();

beforeEach(async () => {
  cluster = await startEmbeddedCluster(cloud, "fleet-dev", (arn) => arn === DEPLOY_ROLE);
  ({ kubernetes, providers } = cluster);
  const { url: endpoint, certificateAuthority } = kubernetes;
  cloud.aws.eks.putCluster({ name: "fleet-dev", endpoint, certificateAuthority });
  directory = path.join(cloud.directory, `workspace-${(count += 1)}`);
  mkdirSync(directory);
  cpSync(path.join(ROOT, "terraform"), path.join(directory, "terraform"), { recursive: true });
  const workspace = path.join(directory, "terraform/kubernetes");
  writeFileSync(
    path.join(workspace, "backend_override.tf"),
    'terraform {\n  backend "local" {}\n}\n',
  );
  if (!terraform) return;
  const init = spawnSync("terraform", ["init", "-input=false", "-no-color"], {
    cwd: workspace,
    env: { ...process.env, ...providers.environment(), TF_CLI_CONFIG_FILE: "/dev/null" },
    encoding: "utf8",
  });
  expect(init.stderr).toBe("");
});
afterEach(async () => {
  await cluster.close();
});

async function kubeDeploy(
  inputs: Record<string, string> = {},
  variables: Record<string, string> = {},
  more: Pick<BundleRun, "cancelAt"> = {},
) {
  const { env } = await cloud.job({
    eventName: "push",
    ref: "refs/heads/main",
    environment: "dev",
    permissions: { "id-token": "write", contents: "read" },
  });
  const files = ["dev.tfvars", "dev.kubernetes.tfvars"];
  return await runBundle("kube-deploy", {
    inputs: {
      "working-directory": "terraform/kubernetes",
      environment: "dev",
      "cluster-name": "fleet-dev",
      images: imagesOf(DIGESTS),
      "variable-files": files.map((file) => `terraform/environments/${file}`).join("\n"),
      "role-arn": DEPLOY_ROLE,
      "aws-region": REGION,
      ...inputs,
    },
    env: { ...env, ...providers.environment(), ...variables },
    workspace: directory,
    directory,
    ...more,
  });
}

/** Returns the Jobs in the state, and whether they are tainted. Expects that nobody holds the state's lock. */
function jobsInState(): { name: string; isTainted: boolean }[] {
  const workspace = path.join(directory, "terraform/kubernetes");
  expect(existsSync(path.join(workspace, ".terraform.tfstate.lock.info"))).toBe(false);
  const { resources } = JSON.parse(
    readFileSync(path.join(workspace, "terraform.tfstate"), "utf8"),
  ) as {
    resources: {
      type: string;
      instances: { status?: string; attributes: { metadata: { name: string }[] } }[];
    }[];
  };
  return resources
    .filter(({ type }) => type === "kubernetes_job_v1")
    .flatMap(({ instances }) => instances)
    .map(({ status, attributes: { metadata } }) => ({
      name: metadata[0]?.name ?? "",
      isTainted: status === "tainted",
    }));
}

const only = terraform ? describe : describe.skip;
only("the Kubernetes workspace", () => {
  rare("rolls out by digest, and the second run changes nothing", async () => {
    const first = await kubeDeploy();
    expect([first.exitCode, first.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(JSON.parse(first.outputs["release"] ?? "")).toMatchObject({
      workloads: [
        { name: "backend", desired: 2, ready: 2, digests: [DIGESTS.backend] },
        { name: "frontend", desired: 2, ready: 2, digests: [DIGESTS.frontend] },
        { kind: "Job", name: expect.stringMatching(/^migrate-/), digests: [DIGESTS.backend] },
      ],
    });
    expect(first.outputs["url"]).toMatch(/^http:\/\/\S+\.elb\.\S*amazonaws\.com\/$/);
    const running = kubernetes.objects("deployments", "fleet");
    expect(running.map(({ metadata }) => metadata.name).sort()).toStrictEqual([
      "backend",
      "frontend",
    ]);
    const second = await kubeDeploy();
    expect(second.stdout).toContain("No changes. The workloads that run are verified anyway.");
    expect([second.exitCode, second.outputs["status"]]).toStrictEqual([0, "healthy"]);
  });

  rare("a job that lost its lease applies nothing", async () => {
    cloud.aws.s3.create("fleet-state", ACCOUNT, REGION);
    const lease = { token: "ours", environment: "dev", bucket: "fleet-state", region: REGION };
    const run = await kubeDeploy({}, { EKS_PIPELINE_LEASE: JSON.stringify(lease) });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "lease-lost"]);
    expect(run.annotations.at(-1)?.text).toContain(
      "this job does not hold the lease of dev any more: its document is gone",
    );
    expect(run.stdout).not.toContain("terraform apply");
    expect(kubernetes.objects("deployments", "fleet")).toStrictEqual([]);
  });

  test("must not be lost: old pods that go on serving during a broken update", async () => {
    expect((await kubeDeploy()).exitCode).toBe(0);
    const next = imagesOf({ ...DIGESTS, frontend: `sha256:${"5a".repeat(32)}` });
    const update = await kubeDeploy({ images: next });
    expect([update.exitCode, update.outputs["status"]]).toStrictEqual([0, "healthy"]);
    const missing = `sha256:${"0".repeat(64)}`;
    kubernetes.fail({ reason: "image-not-found", image: `*${missing}` });
    const broken = await kubeDeploy({ images: imagesOf({ ...DIGESTS, frontend: missing }) });
    expect(broken.outputs["failure-reason"]).toBe("image-not-found");
    const [frontend] = kubernetes
      .objects("deployments", "fleet")
      .filter(({ metadata }) => metadata.name === "frontend");
    expect(frontend?.["status"]).toMatchObject({ availableReplicas: 2 });
  });

  rare("a missing image fails with the reason, and the next run fails too", async () => {
    const missing = `sha256:${"0".repeat(64)}`;
    kubernetes.fail({ reason: "image-not-found", image: `*${missing}` });
    const images = imagesOf({ ...DIGESTS, frontend: missing });
    const first = await kubeDeploy({ images });
    expect([first.exitCode, first.outputs["failure-reason"]]).toStrictEqual([1, "image-not-found"]);
    expect(JSON.parse(first.outputs["failed-workloads"] ?? "")).toMatchObject([
      {
        name: "frontend",
        container: "frontend",
        image: `fleet-dev/frontend@${missing}`,
        reason: "image-not-found",
      },
    ]);
    // K-E 85: the state has the image, so terraform says "No changes" although the pods cannot start.
    const second = await kubeDeploy({ images });
    expect(second.stdout).toContain("No changes.");
    expect([second.exitCode, second.outputs["failure-reason"]]).toStrictEqual([
      1,
      "image-not-found",
    ]);
  });

  rare("a crashing backend is reported with its last log lines", async () => {
    kubernetes.fail({ reason: "crash", workload: "backend", logs: ["no database at 10.0.0.9"] });
    const { outputs, summary } = await kubeDeploy();
    expect(outputs["failure-reason"]).toBe("crash-loop");
    expect(summary).toContain("no database at 10.0.0.9");
  });
});

only("a Job that terraform waits for (before: deployments)", () => {
  rare(
    "ends the apply if its image is missing: the state is saved, and the next run continues",
    async () => {
      kubernetes.fail({ reason: "image-not-found", image: `*${DIGESTS.backend}` });
      const run = await kubeDeploy();
      expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "image-not-found"]);
      const [failed] = JSON.parse(run.outputs["failed-workloads"] ?? "") as { name: string }[];
      expect(failed).toMatchObject({
        kind: "Job",
        container: "migrate",
        reason: "image-not-found",
      });
      const error = run.annotations.filter(({ level }) => level === "error");
      expect(error.map(({ text }) => text)).toStrictEqual([
        expect.stringMatching(
          /^Job fleet\/migrate-\w+: image-not-found \(pod migrate-.*\. Terraform was waiting for nothing else, so it was interrupted\. Its state is saved; \d+ changes were not begun\. Fix: /,
        ),
      ]);
      expect(run.stdout.match(/Interrupt received/g)).toHaveLength(1);
      // terraform has not started the resources that depend on the Job.
      expect(run.summary).toContain(
        '\nmodule.workload["backend"].kubernetes_deployment_v1.this[0]\n',
      );
      expect(kubernetes.objects("deployments", "fleet")).toStrictEqual([]);
      expect(jobsInState()).toStrictEqual([{ name: failed?.name, isTainted: true }]);
      kubernetes.recover();
      const next = await kubeDeploy();
      expect([next.exitCode, next.outputs["status"]]).toStrictEqual([0, "healthy"]);
      expect(jobsInState()).toStrictEqual([{ name: failed?.name, isTainted: false }]);
    },
  );

  rare("H-E 8: a cancel during the watch interrupts it once", async () => {
    kubernetes.fail({ reason: "unschedulable", container: "migrate" });
    const run = await kubeDeploy({}, {}, { cancelAt: "no node can take the pod" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([130, "cancelled"]);
    expect(run.stdout.match(/Interrupt received/g)).toHaveLength(1);
    expect((await run.post()).exitCode).toBe(0);
    expect(jobsInState()).toMatchObject([{ isTainted: true }]);
  });
});
