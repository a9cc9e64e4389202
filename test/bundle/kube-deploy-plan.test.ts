// A Kubernetes plan that is approved before it is applied. terraform is real, with the workspace terraform/kubernetes,
// S3 for the state and for the digest key, and the embedded AWS and Kubernetes.
import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { BUCKET, DEPLOY_ROLE, PLAN_ROLE, REGION, pullRequestEvent } from "../support/cloud.ts";
import { startEmbeddedCluster } from "../support/kubernetes/embedded.ts";
import type { EmbeddedCluster } from "../support/kubernetes/embedded.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CLUSTER = "fleet-dev";
const FIRST = `sha256:${"4f".repeat(32)}`;
const SECOND = `sha256:${"be".repeat(32)}`;
const imagesOf = (frontend: string) =>
  JSON.stringify({
    frontend: { repository: "fleet-dev/frontend", digest: frontend },
    backend: { repository: "fleet-dev/backend", digest: FIRST },
  });

let cluster: EmbeddedCluster;
let kubernetes: EmbeddedCluster["kubernetes"];
let providers: EmbeddedCluster["providers"];
let workspace = "";
let count = 0;
useCloud();

beforeEach(async () => {
  cluster = await startEmbeddedCluster(cloud, CLUSTER, () => true);
  ({ kubernetes, providers } = cluster);
  workspace = path.join(cloud.directory, `planned-${(count += 1)}`);
  mkdirSync(workspace);
  cpSync(path.join(ROOT, "terraform"), path.join(workspace, "terraform"), { recursive: true });
  const set = await run("setup-terraform-backend", PLAN_ROLE, {
    bucket: BUCKET,
    key: `planned-${count}/kubernetes.tfstate`,
  });
  expect([set.exitCode, set.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
});
afterEach(async () => {
  cloud.aws.eks.deleteCluster(CLUSTER);
  await cluster.close();
});

function createCluster(): void {
  const { url: endpoint, certificateAuthority } = kubernetes;
  cloud.aws.eks.putCluster({ name: CLUSTER, endpoint, certificateAuthority });
}

async function run(
  action: string,
  role: string,
  inputs: Record<string, string>,
): Promise<BundleResult> {
  const deploys = role === DEPLOY_ROLE;
  const identity = {
    eventName: "push",
    ref: "refs/heads/main",
    environment: "dev",
    permissions: { "id-token": "write", contents: "read" } as const,
  };
  const { env } = await cloud.job(deploys ? identity : {});
  return await runBundle(action, {
    inputs: {
      "working-directory": "terraform/kubernetes",
      "role-arn": role,
      "aws-region": REGION,
      ...inputs,
    },
    env: { ...env, ...providers.environment() },
    ...(deploys ? {} : { event: pullRequestEvent() }),
    workspace,
    directory: path.join(cloud.directory, "runs"),
  });
}

const kubeDeploy = (command: "plan" | "deploy", inputs: Record<string, string> = {}) =>
  run("kube-deploy", command === "plan" ? PLAN_ROLE : DEPLOY_ROLE, {
    command,
    environment: `planned-${count}`,
    "cluster-name": CLUSTER,
    images: imagesOf(FIRST),
    "variable-files": ["dev.tfvars", "dev.kubernetes.tfvars"]
      .map((file) => `terraform/environments/${file}`)
      .join("\n"),
    ...inputs,
  });

const deployments = () =>
  kubernetes.objects("deployments", "fleet").map(({ metadata }) => metadata.name);

async function deployFirst(): Promise<void> {
  createCluster();
  const first = await kubeDeploy("deploy", { unreviewed: "create" });
  expect([first.exitCode, first.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
  expect(first.outputs).toMatchObject({ status: "healthy", review: "not-reviewed" });
  expect(first.outputs["plan-digest"]).toMatch(/^hmac-sha256:/);
}

const expectedOf = ({ outputs }: BundleResult) => ({
  "expected-plan-digest": outputs["plan-digest"] ?? "",
  "expected-plan-manifest": outputs["plan-manifest-path"] ?? "",
});

describe("a plan of the Kubernetes workspace", () => {
  test("succeeds before there is a cluster, and says what the applying job may do", async () => {
    const plan = await kubeDeploy("plan");
    expect([plan.exitCode, plan.outputs["status"]]).toStrictEqual([0, "no-cluster"]);
    expect(plan.outputs["has-changes"]).toBeUndefined();
    expect(plan.summary).toContain("There is no cluster `fleet-dev` yet");
    expect(plan.annotations.map(({ level }) => level)).toStrictEqual(["notice"]);
  });

  test("succeeds before the infrastructure has outputs, and does not guess a name", async () => {
    const plan = await kubeDeploy("plan", {
      "cluster-name": "",
      "infrastructure-outputs": "{}",
    });
    expect([plan.exitCode, plan.outputs["status"]]).toStrictEqual([0, "no-cluster"]);
    expect(plan.summary).toContain("There is no cluster yet, and");
    const deploy = await kubeDeploy("deploy", {
      "cluster-name": "",
      "infrastructure-outputs": "{}",
    });
    expect(deploy.outputs["failure-reason"]).toBe("invalid-input");
  });

  test("fails if the cluster is gone although the state has objects", async () => {
    await deployFirst();
    cloud.aws.eks.deleteCluster(CLUSTER);
    const plan = await kubeDeploy("plan");
    expect([plan.exitCode, plan.outputs["failure-reason"]]).toStrictEqual([1, "cluster-not-found"]);
  });

  test("changes nothing, lists images and changes, and is applied after approval", async () => {
    await deployFirst();
    const before = JSON.stringify(kubernetes.objects("deployments", "fleet"));
    const plan = await kubeDeploy("plan", { images: imagesOf(SECOND), "plan-twice": "true" });
    expect([plan.exitCode, plan.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(plan.outputs).toMatchObject({
      status: "planned",
      "has-changes": "true",
      "unstable-addresses": "[]",
    });
    expect(plan.summary).toContain(
      `| Deployment fleet/frontend | \`frontend\` | \`fleet-dev/frontend@${FIRST}\` | \`fleet-dev/frontend@${SECOND}\` |`,
    );
    expect(plan.summary).not.toContain("Deployment fleet/backend");
    expect(plan.summary).toMatch(/\| `module\.workload\["frontend"\]\.\S+` \| change \|/);
    expect(JSON.stringify(kubernetes.objects("deployments", "fleet"))).toBe(before);

    const other = await kubeDeploy("deploy", {
      ...expectedOf(plan),
      images: imagesOf(`sha256:${"aa".repeat(32)}`),
    });
    expect([other.exitCode, other.outputs["failure-reason"]]).toStrictEqual([1, "plan-changed"]);
    expect(other.annotations.at(-1)?.text).toMatch(
      /module\.workload\["frontend"\]\.\S+: \S+image differs/,
    );
    expect(other.summary).toContain("Nothing was applied.");
    expect(other.stdout).not.toContain("terraform apply");
    expect(JSON.stringify(kubernetes.objects("deployments", "fleet"))).toBe(before);

    const late = await kubeDeploy("deploy", {
      ...expectedOf(plan),
      "infrastructure-changed": "true",
      images: imagesOf(`sha256:${"aa".repeat(32)}`),
    });
    expect([late.exitCode, late.outputs["failure-reason"]]).toStrictEqual([1, "plan-changed"]);
    expect(late.outputs["status"]).toBe("partial");
    expect(late.annotations.at(-1)?.text).toMatch(
      /the infrastructure of planned-\d+ is applied, but the Kubernetes workspace was not changed: .*image differs/,
    );
    expect(late.annotations.at(-1)?.text).not.toContain("Nothing was changed");

    const provisional = await kubeDeploy("plan", {
      images: imagesOf(SECOND),
      "changed-outputs": '["cluster_name", "vpc_id"]',
    });
    expect(plan.outputs["provisional"]).toBe("false");
    expect(provisional.outputs["provisional"]).toBe("true");
    expect(provisional.outputs["plan-digest"]).toBe(plan.outputs["plan-digest"]);
    expect(provisional.summary).toContain(
      "**Provisional**: the plan of the infrastructure changes `cluster_name`, which",
    );

    const same = await kubeDeploy("deploy", { ...expectedOf(plan), images: imagesOf(SECOND) });
    expect([same.exitCode, same.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(same.outputs).toMatchObject({ status: "healthy", review: "as-reviewed" });
    expect(same.outputs["plan-digest"]).toBe(plan.outputs["plan-digest"]);
    expect(same.summary).toContain("This is exactly the plan that was approved.");

    const release = await kubeDeploy("deploy", {
      ...expectedOf(plan),
      images: imagesOf(FIRST),
      release: "20261128T190000Z-0123456789ab",
    });
    expect(release.outputs["failure-reason"]).toBe("plan-changed");
  });

  test("is not applied without a review if a review is required", async () => {
    await deployFirst();
    const run = await kubeDeploy("deploy", { images: imagesOf(SECOND), unreviewed: "stop" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "plan-unreviewed"]);
    const created = await kubeDeploy("deploy", { images: imagesOf(SECOND), unreviewed: "create" });
    expect(created.outputs["failure-reason"]).toBe("plan-unreviewed");
    expect(created.annotations.at(-1)?.text).toContain("such a plan may only create");
    expect(deployments()).toContain("frontend");
  });
});
