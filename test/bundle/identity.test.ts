import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { ACCOUNT, REGION, pullRequestEvent } from "../support/cloud.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";

let profile: { accessKeyId: string; secretAccessKey: string };
useCloud();
beforeAll(() => {
  profile = cloud.aws.userKey("of-the-profile");
});

const MAIN = `terraform {
  backend "s3" {}
}
resource "terraform_data" "seen" {
  triggers_replace = [timestamp()]
  provisioner "local-exec" {
    command = "env > seen.txt"
  }
}
`;

/**
 * Returns the variables of a runner that has a profile in its AWS configuration, and also keys that AWS does not know.
 */
function variables(): Record<string, string> {
  const file = path.join(cloud.directory, "credentials");
  writeFileSync(
    file,
    `[ci]\naws_access_key_id = ${profile.accessKeyId}\naws_secret_access_key = ${profile.secretAccessKey}\n`,
  );
  return {
    AWS_PROFILE: "ci",
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: "AKIANOBODYSKEY000000",
    AWS_SECRET_ACCESS_KEY: "nobody",
  };
}

async function act(name: string, inputs: Record<string, string>): Promise<BundleResult> {
  const { env, token } = await cloud.job();
  return runBundle(name, {
    inputs: {
      "working-directory": "infra",
      "aws-region": REGION,
      "expected-account-id": ACCOUNT,
      ...inputs,
    },
    env: { ...env, ...variables() },
    event: pullRequestEvent(),
    workspace: path.join(cloud.directory, "checkout"),
    directory: path.join(cloud.directory, "runs"),
    token,
  });
}

test("a profile and keys: terraform and its backend use the profile, which was checked", async () => {
  const folder = path.join(cloud.directory, "checkout/infra");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "main.tf"), MAIN);
  const set = await act("setup-terraform-backend", {
    bucket: "identity-state",
    key: "one.tfstate",
  });
  expect([set.exitCode, set.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
  expect(set.masks).toContain(profile.secretAccessKey);
  const applied = await act("plan-and-comment", { command: "apply", label: "dev" });
  expect(applied.exitCode).toBe(0);
  const seen = readFileSync(path.join(folder, "seen.txt"), "utf8").split("\n");
  expect(seen).toContain(`AWS_ACCESS_KEY_ID=${profile.accessKeyId}`);
  expect(seen.filter((line) => line.startsWith("AWS_PROFILE="))).toStrictEqual([]);
});

test("a profile that the runner does not have stops before anything is done", async () => {
  const { env, token } = await cloud.job();
  const run = await runBundle("plan-and-comment", {
    inputs: { "working-directory": "infra", "aws-region": REGION, "expected-account-id": ACCOUNT },
    env: { ...env, ...variables(), AWS_PROFILE: "missing" },
    event: pullRequestEvent(),
    workspace: path.join(cloud.directory, "checkout"),
    directory: path.join(cloud.directory, "runs"),
    token,
  });
  expect(run.outputs["failure-reason"]).toBe("no-aws-credentials");
  expect(run.annotations.at(-1)?.text).toContain('the AWS profile "missing" (AWS_PROFILE)');
});
