import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ACCOUNT, PLAN_ROLE, REGION, pullRequestEvent } from "../support/cloud.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import { cloud, useCloud } from "../support/use-cloud.ts";
import { writeFiles } from "../support/write-files.ts";

const MAIN = `terraform {
  required_version = ">= 1.10, < 3"
  backend "s3" {}
}
resource "terraform_data" "one" {
  input = "first"
}
`;

useCloud();

/** Makes a checked-out repository with one workspace. */
function checkout(name: string, main = MAIN): string {
  return writeFiles(path.join(cloud.directory, name), { "infra/main.tf": main });
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
  test("gets a safe bucket, and the workspace is initialised with it; the second run changes nothing", async () => {
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
    expect(findings).toHaveLength(7);

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
    expect(again.map(({ result }) => result)).toStrictEqual(Array(7).fill("kept"));
    const changes = cloud.aws.requests
      .slice(writes)
      .filter(({ method, operation = "" }) => method === "PUT" && /^s3:PutBucket/.test(operation));
    expect(changes).toStrictEqual([]);
    expect(second.summary).toContain("✅ as wanted");
  });

  rare(
    "a Terraform workspace is created if requested, and selected if it exists (P-E 53)",
    async () => {
      const workspace = checkout("named");
      const first = await setup(workspace, { workspace: "blue", "create-workspace": "true" });
      expect(first.outputs).toMatchObject({
        workspace: "blue",
        "state-identity": "s3://fleet-dev-terraform-state/infra/terraform.tfstate#blue",
      });
      const second = await setup(workspace, { workspace: "blue" });
      expect([second.exitCode, second.outputs["workspace"]]).toStrictEqual([0, "blue"]);
    },
  );

  test("the backend's profile manages the bucket, and not the identity of the job", async () => {
    const { accessKeyId, secretAccessKey } = cloud.aws.userKey("of-states");
    const file = path.join(cloud.directory, "credentials");
    writeFileSync(
      file,
      `[states]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
    );
    const from = cloud.aws.requests.length;
    const run = await setup(
      checkout("profile"),
      { bucket: "of-another-account", "backend-config": "profile = states" },
      { AWS_SHARED_CREDENTIALS_FILE: file },
    );
    expect(run.exitCode).toBe(0);
    const asked = cloud.aws.requests.slice(from);
    const creations = asked.filter(({ operation }) => operation === "s3:CreateBucket");
    expect(creations.map(({ headers }) => headers.authorization)).toStrictEqual([
      expect.stringContaining(accessKeyId),
    ]);
  });

  test("`check` changes nothing and reports what differs", async () => {
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

describe("the Terraform workspace", () => {
  const objects = () => Object.keys(cloud.aws.s3.find("fleet-dev-terraform-state")?.objects ?? {});

  test("with a misspelt name is an error that lists the existing ones, and nothing is written", async () => {
    const workspace = checkout("misspelt");
    const key = "misspelt/terraform.tfstate";
    await setup(workspace, { key, workspace: "staging", "create-workspace": "true" });
    const before = objects();
    const run = await setup(workspace, { key, workspace: "stagin", environment: "staging" });
    expect(run.outputs["failure-reason"]).toBe("workspace-missing");
    expect(run.annotations.at(-1)?.text).toMatch(
      /no Terraform workspace stagin; there are: default, staging\. Fix: correct workspace \(did you mean staging\?\), or set create-workspace: true/,
    );
    expect(objects()).toStrictEqual(before);
  });

  rare("of an earlier job on this runner is not selected", async () => {
    const workspace = checkout("stale");
    const key = "stale/terraform.tfstate";
    await setup(workspace, { key, workspace: "live", "create-workspace": "true" });
    const run = await setup(workspace, { key });
    expect([run.exitCode, run.outputs["workspace"]]).toStrictEqual([0, "default"]);
    writeFileSync(path.join(workspace, "infra/.terraform/environment"), "gone");
    const again = await setup(workspace, { key });
    expect([again.exitCode, again.outputs["workspace"]]).toStrictEqual([0, "default"]);
  });

  rare(
    "of TF_WORKSPACE is selected, and another workspace is refused before anything is done",
    async () => {
      const workspace = checkout("variable");
      const inputs = { key: "variable/terraform.tfstate", "create-workspace": "true" };
      const run = await setup(workspace, { ...inputs, workspace: "one" }, { TF_WORKSPACE: "one" });
      expect([run.exitCode, run.outputs["workspace"]]).toStrictEqual([0, "one"]);
      const alone = await setup(workspace, inputs, { TF_WORKSPACE: "one" });
      expect(alone.outputs["state-identity"]).toMatch(/#one$/);
      const other = await setup(
        workspace,
        { ...inputs, workspace: "two" },
        { TF_WORKSPACE: "one" },
      );
      expect(other.annotations.at(-1)?.text).toMatch(
        /workspace: "two" is given, but the variable TF_WORKSPACE of the job is "one"/,
      );
    },
  );
});

describe("arguments", () => {
  rare("the action's own -lockfile=readonly does not prevent -upgrade", async () => {
    const workspace = checkout("upgrade");
    writeFileSync(path.join(workspace, "infra/.terraform.lock.hcl"), "# none yet\n");
    const run = await setup(workspace, { "init-args": "-upgrade" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([0, undefined]);
  });

  rare("of the backend: texts without quotes, and values over several lines", async () => {
    const config = "max_retries=3\nworkspace_key_prefix = teams/a\nendpoints = {\n}\n";
    const run = await setup(checkout("config"), { "backend-config": config });
    expect(run.exitCode).toBe(0);
    expect(readFileSync(run.outputs["backend-config-path"] ?? "", "utf8")).toContain(
      'max_retries = 3\nworkspace_key_prefix = "teams/a"\nendpoints = {\n}\n',
    );
  });

  rare(
    "that the S3 backend does not know: the error names the line of the input, and no internal file",
    async () => {
      const run = await setup(checkout("typo"), { "backend-config": "max_retrys = 3" });
      expect(run.outputs["failure-reason"]).toBe("invalid-input");
      expect(run.annotations.at(-1)?.text).toMatch(
        /^backend-config: "max_retrys = 3" is not accepted by the S3 backend: Unsupported argument\. An argument named "max_retrys" is not expected here/,
      );
    },
  );
});

rare("a bucket with a KMS key: the state is written with this key (H-E 75)", async () => {
  const bucket = "fleet-kms-state";
  const key = "arn:aws:kms:eu-west-1:111122223333:key/4d8e1b52-7c3a-4f6e-9b1d-2a5c8e7f9031";
  await setup(checkout("kms-first"), { bucket, "kms-key-id": key });
  const run = await setup(checkout("kms"), { bucket });
  expect(readFileSync(run.outputs["backend-config-path"] ?? "", "utf8")).toContain(
    `encrypt = true\nuse_lockfile = true\nkms_key_id = "${key}"\n`,
  );
  const off = await setup(checkout("kms-off"), { bucket, "backend-mode": "off" });
  expect(readFileSync(off.outputs["backend-config-path"] ?? "", "utf8")).not.toContain("encrypt");
});

describe("wrong input gives one clear error", () => {
  test.each([
    [
      "local",
      'terraform {\n  backend "local" {}\n}\n',
      /keeps its state in the backend "local" \(main\.tf\), not in S3/,
    ],
    [
      "cloud",
      'terraform {\n  cloud {\n    organization = "o"\n  }\n}\n',
      /keeps its state in HCP Terraform/,
    ],
  ])(
    "a workspace with another backend: %s, and no bucket is created",
    async (name, main, message) => {
      const run = await setup(checkout(`other-${name}`, main), { bucket: "never-made-either" });
      expect(run.outputs["failure-reason"]).toBe("other-backend");
      expect(run.annotations.at(-1)?.text).toMatch(message);
      expect(cloud.aws.s3.find("never-made-either")).toBeUndefined();
    },
  );

  test("a bucket of somebody else (H-E 74)", async () => {
    const run = await setup(checkout("foreign"), { bucket: "taken-by-somebody" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([
      1,
      "bucket-owned-by-other",
    ]);
    expect(run.annotations.at(-1)?.text).toMatch(
      /taken-by-somebody .*Fix: if the bucket already has the state, allow the role s3:ListBucket/,
    );
  });

  test("no terraform on PATH and no network (P-E 61)", async () => {
    // Nothing answers on port 9 (discard): this simulates a machine without internet access.
    const inputs = { "mirror-url": "http://127.0.0.1:9/terraform" };
    const run = await setup(checkout("no-tool"), inputs, { PATH: "/nonexistent" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "download-failed"]);
    expect(run.annotations.at(-1)?.text).toMatch(
      /^terraform >= 1\.10, < 3 \(required_version in main\.tf\) is wanted, but http:\/\/127\.0\.0\.1:9\/terraform\/index\.json could not be downloaded.*, and terraform is not on the PATH of this job\. Fix: let the runner reach/,
    );
  });

  test("all wrong inputs are reported together", async () => {
    const run = await setup(checkout("inputs"), {
      bucket: "with/slash",
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

  test("a workspace without a backend block, which would lose its state", async () => {
    const run = await setup(checkout("no-backend", 'resource "terraform_data" "one" {}\n'));
    expect(run.outputs["failure-reason"]).toBe("no-backend-block");
  });

  test("a state that an earlier apply could not write (H-E 11)", async () => {
    const workspace = checkout("errored");
    writeFileSync(path.join(workspace, "infra/errored.tfstate"), "{}");
    const run = await setup(workspace);
    expect(run.outputs["failure-reason"]).toBe("errored-state");
  });

  rare("a provider that no registry has", async () => {
    const workspace = checkout(
      "provider",
      'terraform {\n  backend "s3" {}\n  required_providers {\n    nope = { source = "127.0.0.1:1/nobody/nope" }\n  }\n}\n',
    );
    const run = await setup(workspace);
    expect(run.outputs["failure-reason"]).toBe("providers-unavailable");
  });
});

rare("a workspace whose backend is not in AWS needs no credentials", async () => {
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
  // Only the workspace's own backend knows whether it was deployed before.
  expect(run.outputs).not.toHaveProperty("first-deployment");
});

/** Returns a PATH with OpenTofu 1.12.0 and without Terraform. */
function pathWithTofu(): string {
  const folder = path.join(cloud.directory, "bin");
  mkdirSync(folder, { recursive: true });
  const script =
    '#!/bin/sh\ncase "$1" in version) echo \'{"terraform_version":"1.12.0"}\';; workspace) echo default;; esac\n';
  writeFileSync(path.join(folder, "tofu"), script);
  chmodSync(path.join(folder, "tofu"), 0o755);
  return `${folder}:/usr/bin:/bin`;
}

rare("OpenTofu is found and named by its own program name", async () => {
  const run = await setup(checkout("tofu"), { tool: "opentofu" }, { PATH: pathWithTofu() });
  expect(run.stdout).toContain("opentofu 1.12.0");
  expect(run.outputs["tool-version"]).toBe("1.12.0");
});

test("if Terraform cannot be downloaded, the message suggests OpenTofu on PATH", async () => {
  const run = await setup(
    checkout("tofu-only"),
    { "mirror-url": "http://127.0.0.1:9" },
    { PATH: pathWithTofu() },
  );
  expect(run.outputs["failure-reason"]).toBe("download-failed");
  expect(run.annotations.at(-1)?.text).toMatch(
    /or set the input tool to opentofu: \S+\/tofu is opentofu 1\.12\.0$/,
  );
});
