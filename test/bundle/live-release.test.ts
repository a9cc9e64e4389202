// Tests plan-and-comment with `images-from: live`, with real terraform and releases in S3.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createRecord } from "../../actions/lib/releases/record.ts";
import { openStore } from "../../actions/lib/releases/store.ts";
import type { Store } from "../../actions/lib/releases/store.ts";
import { ACCOUNT, REGION, clientOptions, pullRequestEvent, startCloud } from "../support/cloud.ts";
import type { Cloud } from "../support/cloud.ts";
import { makeLive } from "../support/releases/make-live.ts";
import { releaseContent } from "../support/releases/memory-store.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";

const BUCKET = "fleet-state-live";
const DIGEST = `sha256:${"4f".repeat(32)}`;

const MAIN = `terraform {
  backend "s3" {}
}
variable "cluster_name" {
  type = string
}
variable "images" {
  type = map(object({ repository = string, digest = string }))
}
resource "terraform_data" "web" {
  input = "\${var.cluster_name} \${var.images["frontend"].digest}"
}
`;

const ENVIRONMENT = `region: ${REGION}
account: "${ACCOUNT}"
state: { bucket: ${BUCKET} }
roles:
  plan: arn:aws:iam::${ACCOUNT}:role/fleet-plan
  deploy: arn:aws:iam::${ACCOUNT}:role/fleet-deploy
`;

let cloud: Cloud;
let s3: S3Client;
let workspace: string;
let store: Store;

beforeAll(async () => {
  cloud = await startCloud();
  const client = clientOptions(cloud.aws);
  s3 = new S3Client(client);
  store = openStore({ bucket: BUCKET, environment: "dev" }, client, {
    cancelled: new AbortController().signal,
  });
  workspace = path.join(cloud.directory, "repository");
  for (const folder of ["kube", "environments"])
    mkdirSync(path.join(workspace, folder), { recursive: true });
  writeFileSync(path.join(workspace, "kube/main.tf"), MAIN);
  writeFileSync(path.join(workspace, "environments/dev.yml"), ENVIRONMENT);
});
afterAll(() => {
  s3.destroy();
  return cloud.close();
});

async function step(name: string, inputs: Record<string, string>): Promise<BundleResult> {
  const job = await cloud.job();
  return runBundle(name, {
    inputs: {
      "working-directory": "kube",
      "environment-file": "environments/dev.yml",
      part: "kubernetes",
      role: "plan",
      ...inputs,
    },
    // The steps of one job share this folder.
    env: {
      ...job.env,
      RUNNER_TEMP: path.join(cloud.directory, "temp"),
      TF_CLI_ARGS_plan: "-lock=false",
    },
    event: pullRequestEvent(),
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
}

async function plan(inputs: Record<string, string> = {}): Promise<BundleResult> {
  const set = await step("setup-terraform-backend", { "backend-mode": "check" });
  expect(set.exitCode).toBe(0);
  const given = { "images-from": "live", ...inputs };
  return await step("plan-and-comment", given);
}

const notices = ({ annotations }: BundleResult) => annotations.map(({ text }) => text);

const expectNothingPlanned = (done: BundleResult, why: string) => {
  expect([done.exitCode, done.outputs]).toStrictEqual([0, {}]);
  expect(notices(done)).toStrictEqual([
    `kube of dev is not planned: ${why}. It is planned with the images of the live release once dev was deployed.`,
  ]);
  expect(done.summary).toContain("### dev: `kube` is not planned");
  expect(cloud.github.state.comments).toStrictEqual([]);
};

test("before the first deployment, nothing is planned, and the run succeeds and says why", async () => {
  expectNothingPlanned(await plan(), "the bucket of its state does not exist yet");
});

test("nothing is planned as long as no release was verified", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  expectNothingPlanned(await plan(), "no release was verified in dev yet");
});

test("with a live release, the workspace is planned with its images and cluster; given variables take precedence", async () => {
  const outputs = '{"cluster_name":"fleet-dev","vpc_id":"vpc-1"}';
  const record = await createRecord(store, releaseContent({ outputs }));
  await makeLive(store, record);
  const done = await plan();
  expect(done.exitCode).toBe(0);
  expect(done.stdout).toContain(`images of the live release ${record.id}`);
  expect(done.summary).toContain(`fleet-dev ${DIGEST}`);
  expect(done.outputs).toMatchObject({ "has-changes": "true", add: "1" });
  const other = await plan({ variables: "cluster_name: another" });
  expect(other.summary).toContain(`another ${DIGEST}`);
});

test("a release that runs without verification is named; a changed record stops the plan", async () => {
  const current = (await store.read("current.json"))!;
  const document = JSON.parse(Buffer.from(current.bytes).toString()) as Record<string, unknown>;
  const write = (change: Record<string, unknown>, etag: string) =>
    store.replace("current.json", Buffer.from(JSON.stringify({ ...document, ...change })), etag);
  const etag = await write({ liveSince: undefined }, current.etag);
  const done = await plan();
  expect([done.exitCode, notices(done)]).toStrictEqual([
    0,
    [expect.stringContaining("what runs in dev now was not verified")],
  ]);
  await write({ release: `20260101T000000Z-${"0".repeat(12)}` }, etag ?? "");
  const stopped = await plan();
  expect(stopped.outputs).toStrictEqual({ "failure-reason": "release-not-found" });
});

test("images-from needs an environment", async () => {
  const done = await step("plan-and-comment", { "images-from": "live", "environment-file": "" });
  expect(notices(done)[0]).toContain("environment: nothing is given, but it is needed with");
});
