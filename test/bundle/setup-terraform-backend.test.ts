import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ACCOUNT, PLAN_ROLE, REGION, pullRequestEvent, startCloud } from "../support/cloud.ts";
import type { Cloud } from "../support/cloud.ts";
import { runBundle } from "../support/run-bundle.ts";

const MAIN = `terraform {
  required_version = ">= 1.10, < 3"
  backend "s3" {}
}
resource "terraform_data" "one" {
  input = "first"
}
`;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

/** A checked-out repository with one workspace. */
function checkout(name: string, main = MAIN): string {
  const workspace = path.join(cloud.directory, name);
  mkdirSync(path.join(workspace, "infra"), { recursive: true });
  writeFileSync(path.join(workspace, "infra/main.tf"), main);
  return workspace;
}

async function setup(
  workspace: string,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
) {
  const job = await cloud.job();
  return runBundle("setup-terraform-backend", {
    inputs: {
      "working-directory": "infra",
      bucket: "fleet-dev-terraform-state",
      key: "infra/terraform.tfstate",
      "role-arn": PLAN_ROLE,
      "aws-region": REGION,
      "expected-account-id": ACCOUNT,
      ...inputs,
    },
    env: { ...job.env, ...env },
    event: pullRequestEvent(),
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
}

describe("a new account", () => {
  test("gets a safe bucket, and the workspace is initialised on it; the second run changes nothing", async () => {
    const workspace = checkout("fresh");
    const first = await setup(workspace);
    expect(first.stdout).toContain("Terraform has been successfully initialized!");
    expect(first.exitCode).toBe(0);
    expect(first.outputs).toMatchObject({
      "bucket-created": "true",
      "state-identity": "s3://fleet-dev-terraform-state/infra/terraform.tfstate#default",
      workspace: "default",
    });
    const findings = JSON.parse(first.outputs["backend-findings"] ?? "") as { result: string }[];
    expect(findings).toHaveLength(6);

    const file = first.outputs["backend-config-path"] ?? "";
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toBe(
      [
        'bucket = "fleet-dev-terraform-state"',
        'key = "infra/terraform.tfstate"',
        'region = "eu-west-1"',
        "encrypt = true",
        "use_lockfile = true",
        `allowed_account_ids = ["${ACCOUNT}"]`,
        "",
      ].join("\n"),
    );

    const writes = cloud.aws.requests.length;
    const second = await setup(workspace);
    expect(second.exitCode).toBe(0);
    expect(second.outputs["bucket-created"]).toBe("false");
    const again = JSON.parse(second.outputs["backend-findings"] ?? "") as { result: string }[];
    expect(again.map(({ result }) => result)).toStrictEqual(Array(6).fill("kept"));
    const changes = cloud.aws.requests
      .slice(writes)
      .filter(({ method, operation = "" }) => method === "PUT" && /^s3:PutBucket/.test(operation));
    expect(changes).toStrictEqual([]);
    expect(second.summary).toContain("✅ as wanted");
  });

  test("a Terraform workspace is created when it is new, and selected when it is there (P-E 53)", async () => {
    const workspace = checkout("named");
    const first = await setup(workspace, { workspace: "blue" });
    expect(first.outputs).toMatchObject({
      workspace: "blue",
      "state-identity": "s3://fleet-dev-terraform-state/infra/terraform.tfstate#blue",
    });
    const second = await setup(workspace, { workspace: "blue" });
    expect([second.exitCode, second.outputs["workspace"]]).toStrictEqual([0, "blue"]);
  });

  test("`check` changes nothing and tells what differs", async () => {
    const name = "made-by-hand";
    cloud.aws.s3.create(name, ACCOUNT, REGION);
    const run = await setup(checkout("check"), { bucket: name, "backend-mode": "check" });
    const findings = JSON.parse(run.outputs["backend-findings"] ?? "") as {
      setting: string;
      result: string;
    }[];
    expect(run.exitCode).toBe(0);
    expect(findings.find(({ setting }) => setting === "versioning")?.result).toBe("differs");
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ level: "warning", text: expect.stringContaining("versioning") }),
    );
  });
});

describe("bad input ends with one clear error", () => {
  test("a bucket of somebody else (H-E 74)", async () => {
    const run = await setup(checkout("foreign"), { bucket: "taken-by-somebody" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([
      1,
      "bucket-owned-by-other",
    ]);
    expect(run.annotations.at(-1)?.text).toMatch(/taken-by-somebody .*Fix: choose another/);
  });

  test("no terraform on PATH and no network (P-E 61)", async () => {
    // Port 9 (discard) answers nobody: a machine without a way out.
    const inputs = { "mirror-url": "http://127.0.0.1:9/terraform" };
    const run = await setup(checkout("no-tool"), inputs, { PATH: "/nonexistent" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "download-failed"]);
    expect(run.annotations.at(-1)?.text).toMatch(
      /http:\/\/127\.0\.0\.1:9\/terraform\/index\.json could not be downloaded.*Fix: let the runner reach/,
    );
  });

  test("all wrong inputs are told together", async () => {
    const run = await setup(checkout("inputs"), {
      bucket: "UPPER",
      lock: "dynamodb",
      "backend-config": 'secret_key = "x"',
    });
    expect(run.outputs["failure-reason"]).toBe("invalid-input");
    expect(run.annotations.at(-1)?.text).toMatch(/bucket: .*lock: .*backend-config: /);
  });

  test("the wrong account, before anything is changed", async () => {
    const run = await setup(checkout("account"), {
      bucket: "never-made",
      "expected-account-id": "999999999999",
    });
    expect(run.outputs["failure-reason"]).toBe("wrong-account");
    expect(cloud.aws.s3.find("never-made")).toBeUndefined();
  });

  test("a workspace without a backend block would lose its state", async () => {
    const run = await setup(checkout("no-backend", 'resource "terraform_data" "one" {}\n'));
    expect(run.outputs["failure-reason"]).toBe("no-backend-block");
  });

  test("a state that an earlier apply could not write (H-E 11)", async () => {
    const workspace = checkout("errored");
    writeFileSync(path.join(workspace, "infra/errored.tfstate"), "{}");
    const run = await setup(workspace);
    expect(run.outputs["failure-reason"]).toBe("errored-state");
  });

  test("a provider that no registry gives", async () => {
    const workspace = checkout(
      "provider",
      'terraform {\n  backend "s3" {}\n  required_providers {\n    nope = { source = "127.0.0.1:1/nobody/nope" }\n  }\n}\n',
    );
    const run = await setup(workspace);
    expect(run.outputs["failure-reason"]).toBe("providers-unavailable");
  });
});

test("a workspace without a backend of AWS needs no credentials", async () => {
  const workspace = checkout("local", 'resource "terraform_data" "one" {}\n');
  const run = await setup(workspace, {
    bucket: "",
    key: "",
    "role-arn": "",
    "aws-region": "",
    "expected-account-id": "",
    "backend-mode": "off",
  });
  expect([run.exitCode, run.outputs["workspace"]]).toStrictEqual([0, "default"]);
  expect(run.outputs).not.toHaveProperty("state-identity");
});

test("OpenTofu is found and named by its own program", async () => {
  const folder = path.join(cloud.directory, "bin");
  mkdirSync(folder, { recursive: true });
  const script =
    '#!/bin/sh\ncase "$1" in version) echo \'{"terraform_version":"1.12.0"}\';; workspace) echo default;; esac\n';
  writeFileSync(path.join(folder, "tofu"), script);
  chmodSync(path.join(folder, "tofu"), 0o755);
  const run = await setup(
    checkout("tofu"),
    { tool: "opentofu" },
    { PATH: `${folder}:/usr/bin:/bin` },
  );
  expect(run.stdout).toContain("opentofu 1.12.0");
  expect(run.outputs["tool-version"]).toBe("1.12.0");
  rmSync(folder, { recursive: true });
});
