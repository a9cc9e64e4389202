import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  ACCOUNT,
  REGION,
  clientOptions,
  pullRequestEvent,
  pushEvent,
  startCloud,
} from "../support/cloud.ts";
import type { Cloud } from "../support/cloud.ts";
import { rare } from "../support/rare.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { writeFiles } from "../support/write-files.ts";

const MAIN = `terraform {
  backend "s3" {}
}
variable "size" { type = number }
module "one" {
  source = "../modules/one"
  size   = var.size
}
`;
const MODULE = `variable "size" { type = number }
resource "terraform_data" "one" {
  input = "\${var.size} \${file("\${path.module}/../../motto.txt")}"
}
`;

let cloud: Cloud;
let s3: S3Client;
beforeAll(async () => {
  cloud = await startCloud();
  s3 = new S3Client(clientOptions(cloud.aws));
});
afterAll(() => {
  s3.destroy();
  return cloud.close();
});

/** Makes a checkout with one workspace, a module next to it, and an environment with its own bucket. */
function checkout(bucket: string): string {
  const workspace = path.join(cloud.directory, bucket);
  const files = {
    "terraform/infrastructure/main.tf": MAIN,
    "terraform/modules/one/main.tf": MODULE,
    "terraform/motto.txt": "hello",
    "environments/dev.infrastructure.tfvars": "size = 3\n",
    "environments/dev.yml": environment(bucket),
    "environments/staging.yml": environment(bucket).replaceAll("dev.", "staging."),
    "environments/staging.infrastructure.tfvars": "size = 5\n",
  };
  return writeFiles(workspace, files);
}

const environment = (bucket: string) => `region: ${REGION}
account: "${ACCOUNT}"
state: { bucket: ${bucket} }
roles:
  plan: arn:aws:iam::${ACCOUNT}:role/fleet-plan
  push: arn:aws:iam::${ACCOUNT}:role/fleet-push
  deploy: arn:aws:iam::${ACCOUNT}:role/fleet-deploy
infrastructure: { variable-files: [environments/dev.infrastructure.tfvars] }
images: { prefix: fleet-dev/ }
`;

const DEV = {
  "environment-file": "environments/dev.yml",
  part: "infrastructure",
  "working-directory": "terraform/infrastructure",
};

/** Runs a step of a pull request's job (plan role), or of a job in the environment dev (deploy role). */
async function step(
  name: string,
  workspace: string,
  inputs: Record<string, string>,
  role: "plan" | "deploy" = "plan",
): Promise<BundleResult> {
  const deploys = role === "deploy";
  const change = { eventName: "push", ref: "refs/heads/main", environment: "dev" };
  const job = await cloud.job(deploys ? change : {});
  return runBundle(name, {
    inputs: { ...DEV, role, ...inputs },
    // The steps of one job share this folder.
    env: {
      ...job.env,
      RUNNER_TEMP: path.join(workspace, "..", `${path.basename(workspace)}-temp`),
    },
    event: deploys ? pushEvent : pullRequestEvent(),
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
}

const setup = (
  workspace: string,
  inputs: Record<string, string> = {},
  role: "plan" | "deploy" = "plan",
) => step("setup-terraform-backend", workspace, inputs, role);

const put = (bucket: string, key: string, text: string) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));

const message = ({ annotations }: BundleResult) => annotations.at(-1)?.text;

describe.each(["check", "off"])("before the first deployment, with backend-mode %s", (mode) => {
  rare(
    "the workspace is planned, the run succeeds and says so, and nothing is written",
    async () => {
      const bucket = `new-${mode}`;
      const workspace = checkout(bucket);
      const set = await setup(workspace, { "backend-mode": mode });
      expect(message(set)).toBe(
        `The bucket of the state does not exist yet: this is the first deployment, and a plan shows everything as new. If the environment was deployed before, its state is elsewhere: compare bucket (${bucket}) and key (dev/infrastructure.tfstate) with those of that deployment.`,
      );
      expect([set.exitCode, set.outputs["first-deployment"]]).toStrictEqual([0, "true"]);
      expect(set.summary).toContain("this is the first deployment");

      const planned = await step("plan-and-comment", workspace, {});
      expect(planned.exitCode).toBe(0);
      expect(planned.outputs).toMatchObject({ "exit-code": "2", add: "1" });
      expect(planned.summary).toContain("This is the plan of the first deployment");
      // Comes from the environment's variable file, and from a file that a module reads by a relative path.
      expect(planned.summary).toContain("3 hello");
      expect(cloud.aws.s3.find(bucket)).toBeUndefined();
      expect(readdirSync(path.join(workspace, "terraform/infrastructure"))).not.toContain(
        "terraform.tfstate",
      );

      const applied = await step("plan-and-comment", workspace, { command: "apply" });
      expect([applied.exitCode, applied.outputs["failure-reason"]]).toStrictEqual([
        1,
        "no-state-yet",
      ]);
    },
  );
});

describe("an environment with its own state", () => {
  const bucket = "fleet-states";

  test("is deployed from its file, and its name is recorded next to the state", async () => {
    const workspace = checkout(bucket);
    const set = await setup(workspace, {}, "deploy");
    expect(set.exitCode).toBe(0);
    expect(set.outputs).toMatchObject({
      "bucket-created": "true",
      "first-deployment": "true",
      "state-identity": `s3://${bucket}/dev/infrastructure.tfstate#default`,
      "working-directory": path.join(workspace, "terraform/infrastructure"),
    });
    const applied = await step("plan-and-comment", workspace, { command: "apply" }, "deploy");
    expect([applied.exitCode, applied.outputs["add"]]).toStrictEqual([0, "1"]);
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: "dev/infrastructure.tfstate.environment" }),
    );
    expect(JSON.parse((await Body?.transformToString()) ?? "")).toStrictEqual({
      schema: 1,
      environment: "dev",
    });

    const again = await setup(workspace, { "backend-mode": "off" });
    expect([again.exitCode, again.outputs["first-deployment"]]).toStrictEqual([0, "false"]);
    expect(again.annotations).toStrictEqual([]);
  });

  test("another environment may not use its state", async () => {
    const inputs = {
      "environment-file": "environments/staging.yml",
      key: "dev/infrastructure.tfstate",
    };
    for (const mode of ["ensure", "check", "off"]) {
      const run = await setup(checkout(bucket), { ...inputs, "backend-mode": mode });
      expect(message(run)).toContain(
        `the state s3://${bucket}/dev/infrastructure.tfstate belongs to the environment dev, but this run is for staging. Fix: give staging a bucket or key of its own`,
      );
      expect(run.outputs["failure-reason"]).toBe("state-of-another-environment");
    }
  });

  rare(
    "a plan says if the environment has no state in the existing bucket, and records nothing",
    async () => {
      const workspace = checkout(bucket);
      const inputs = { "environment-file": "environments/staging.yml" };
      const set = await setup(workspace, { ...inputs, "backend-mode": "check" });
      expect([set.exitCode, set.outputs["first-deployment"]]).toStrictEqual([0, "true"]);
      expect(message(set)).toContain("The state does not exist yet");
      const planned = await step("plan-and-comment", workspace, inputs);
      expect(planned.summary).toContain("5 hello");
      const keys = Object.keys(cloud.aws.s3.find(bucket)?.objects ?? {});
      expect(keys.filter((key) => key.startsWith("staging/"))).toStrictEqual([]);
    },
  );
});

describe("a state at the key of an earlier release", () => {
  test("is refused until it is moved, with the command that moves it", async () => {
    const bucket = "earlier-release";
    const workspace = checkout(bucket);
    cloud.aws.s3.create(bucket, ACCOUNT, REGION);
    await put(bucket, "infrastructure/terraform.tfstate", "{}");
    const run = await setup(workspace, {}, "deploy");
    expect(run.outputs["failure-reason"]).toBe("state-at-old-key");
    expect(message(run)).toContain(
      `aws s3 mv s3://${bucket}/infrastructure/terraform.tfstate s3://${bucket}/dev/infrastructure.tfstate;`,
    );
    expect(Object.keys(cloud.aws.s3.find(bucket)?.objects ?? {})).toStrictEqual([
      "infrastructure/terraform.tfstate",
    ]);
  });

  rare(
    "is ignored if it is recorded for another environment, and if the key is given",
    async () => {
      const bucket = "kept-by-staging";
      const workspace = checkout(bucket);
      cloud.aws.s3.create(bucket, ACCOUNT, REGION);
      await put(
        bucket,
        "infrastructure/terraform.tfstate",
        '{"version":4,"serial":1,"lineage":"x","resources":[],"outputs":{}}',
      );
      await put(
        bucket,
        "infrastructure/terraform.tfstate.environment",
        '{"environment":"staging"}',
      );
      const dev = await setup(workspace, {}, "deploy");
      expect(dev.exitCode).toBe(0);
      const given = {
        key: "infrastructure/terraform.tfstate",
        "environment-file": "environments/staging.yml",
      };
      const staging = await setup(workspace, given, "deploy");
      expect(staging.exitCode).toBe(0);
    },
  );
});

test("all errors of file and inputs are reported at once, before anything is done", async () => {
  const workspace = checkout("wrong");
  const file = path.join(workspace, "environments/dev.yml");
  writeFileSync(file, readFileSync(file, "utf8").replace("images:", "image:").replace(REGION, "x"));
  const run = await setup(workspace, { lock: "dynamodb" });
  expect(run.outputs["failure-reason"]).toBe("invalid-input");
  expect(message(run)).toMatch(
    /lock: "dynamodb" .*environments\/dev\.yml: region: "x" .*environments\/dev\.yml: image: there is no such key\. Did you mean images\?/,
  );
  expect(cloud.aws.s3.find("wrong")).toBeUndefined();
});

test("the image prefix of the file is put before repository names", async () => {
  const workspace = checkout("images");
  writeFileSync(path.join(workspace, "Dockerfile"), "FROM scratch\n");
  const job = await cloud.job();
  const run = await runBundle("build-push-ecr", {
    inputs: {
      "environment-file": "environments/dev.yml",
      role: "plan",
      images:
        "[{name: web, repository: web, tags: ['type=raw,value=one']}, {name: api, repository: web, tags: ['type=raw,value=one']}]",
    },
    env: job.env,
    event: pullRequestEvent(),
    workspace,
    directory: path.join(cloud.directory, "runs"),
    token: job.token,
  });
  expect(message(run)).toContain("images web and api would both be named fleet-dev/web:one");
});

describe("a folder of the pipeline", () => {
  /** Makes what the runner downloads: the bundles, and the folders of the same commit. */
  function pipeline(): string {
    const root = path.join(cloud.directory, "_actions/example-org/eks-pipeline/v1");
    const files = {
      "terraform/infrastructure/main.tf": MAIN,
      "terraform/modules/one/main.tf": MODULE,
      "terraform/motto.txt": "of the pipeline",
      "docker/Dockerfile": "FROM scratch\n",
    };
    writeFiles(root, files);
    for (const action of ["setup-terraform-backend", "plan-and-comment"]) {
      const folder = path.join(root, "dist", action);
      mkdirSync(folder, { recursive: true });
      for (const file of ["index.js", "package.json"])
        writeFileSync(
          path.join(folder, file),
          readFileSync(path.resolve(import.meta.dirname, "../../dist", action, file)),
        );
    }
    return root;
  }

  rare("is planned in a copy that later steps find by the same path", async () => {
    const root = pipeline();
    const before = readdirSync(root, { recursive: true });
    const workspace = checkout("of-pipeline");
    const job = await cloud.job();
    const temp = path.join(cloud.directory, "pipeline-temp");
    const run = (name: string, inputs: Record<string, string>) =>
      runBundle(name, {
        inputs: {
          ...DEV,
          role: "plan",
          "working-directory": "$/terraform/infrastructure",
          ...inputs,
        },
        env: { ...job.env, RUNNER_TEMP: temp },
        event: pullRequestEvent(),
        workspace,
        directory: path.join(cloud.directory, "runs"),
        token: job.token,
        pipeline: root,
      });
    const copy = path.join(temp, "eks-pipeline/pipeline/terraform/infrastructure");
    const set = await run("setup-terraform-backend", {});
    expect([set.exitCode, set.outputs["working-directory"]]).toStrictEqual([0, copy]);
    expect(existsSync(path.join(copy, ".terraform"))).toBe(true);
    const planned = await run("plan-and-comment", {});
    expect(planned.exitCode).toBe(0);
    expect(planned.summary).toContain("3 of the pipeline");
    expect(planned.summary).toContain("$/terraform/infrastructure");
    expect(readdirSync(root, { recursive: true })).toStrictEqual(before);

    const first = await run("setup-terraform-backend", {
      "backend-mode": "check",
      bucket: "no-bucket",
    });
    expect([first.exitCode, first.outputs["first-deployment"]]).toStrictEqual([0, "true"]);
    const all = await run("plan-and-comment", {});
    expect([all.exitCode, all.outputs["add"]]).toStrictEqual([0, "1"]);
  });

  test.each([
    ["$/../terraform", 'working-directory: "$/../terraform" is not valid.'],
    ["$/", 'working-directory: "$/" is not valid.'],
    ["$/nowhere", 'working-directory "$/nowhere" is not a folder of the pipeline\'s repository'],
  ])("%s is refused", async (directory, text) => {
    const run = await setup(checkout("outside"), { "working-directory": directory });
    expect(message(run)).toContain(text);
  });
});
