import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import type { AwsSession } from "../../../../actions/lib/aws/session.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import type { Inputs } from "../../../../actions/setup-terraform-backend/src/contract.ts";
import { enterEnvironment } from "../../../../actions/setup-terraform-backend/src/lease.ts";
import { ACCOUNT, clientOptions } from "../../../support/cloud.ts";
import { aws, directory, useAws } from "../../../support/use-aws.ts";

useAws("states");

/** Enters an environment that is always frozen. */
function enter(environment: string, gate: string, variables: Record<string, string> = {}) {
  const temporaryDirectory = mkdtempSync(path.join(directory, "job-"));
  const client = clientOptions(aws);
  const log = { info: () => undefined, warning: () => undefined };
  const exported: Record<string, string> = {};
  const context = {
    serverUrl: "https://github.example",
    repository: "octo/fleet",
    runId: 1,
    runAttempt: 1,
    workflow: "deploy",
    job: "dev",
    actor: "octocat",
    sha: "c".repeat(40),
    headSha: "c".repeat(40),
  };
  const job = {
    context,
    environment: variables,
    temporaryDirectory,
    checkout: directory,
    log: { ...log, group: (_: string, work: () => unknown) => work() },
    cancelled: new AbortController().signal,
    setVariable: (name: string, value: string) => void (exported[name] = value),
  } as unknown as Job;
  const inputs = {
    environment,
    bucket: "states",
    leaseTimeout: 0,
    gate,
    allowDowngrade: false,
    freeze: [
      { from: "Mon 00:00", to: "Thu 00:00", zone: "UTC" },
      { from: "Thu 00:00", to: "Mon 00:00", zone: "UTC" },
    ],
  } as unknown as Inputs;
  const backend = { role: undefined, encryption: { kmsKeyId: "alias/state" } };
  const session = { client, region: "eu-west-1", accountId: ACCOUNT, environment: {} };
  const entered = enterEnvironment(inputs, session as unknown as AwsSession, backend, job);
  return { entered, exported, file: path.join(temporaryDirectory, "held.json") };
}

test("the lease is passed to later steps, and stored for the post step, which releases it", async () => {
  const { entered, exported, file } = enter("dev", "none");
  await entered;
  const handed = exported["EKS_PIPELINE_LEASE"] ?? "";
  expect(JSON.parse(handed)).toMatchObject({
    environment: "dev",
    bucket: "states",
    encryption: { kmsKeyId: "alias/state" },
  });
  expect(existsSync(file) && readFileSync(file, "utf8")).toBe(handed);
});

test("a job that holds the lease of one environment cannot enter another", async () => {
  const held = { token: "t", environment: "dev", bucket: "states", region: "eu-west-1" };
  const { entered } = enter("prod", "none", { EKS_PIPELINE_LEASE: JSON.stringify(held) });
  await expect(entered).rejects.toMatchObject({ reason: "invalid-input" });
});

test("the gate refuses a deployment while the environment is frozen", async () => {
  const { entered } = enter("stage", "deploy");
  await expect(entered).rejects.toMatchObject({ reason: "frozen" });
});
