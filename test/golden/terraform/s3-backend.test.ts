import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientOptions, startCloud, type Cloud } from "../../unit/rehearsal/aws/world.ts";

const found = spawnSync("terraform", ["version"]).status === 0;
const Bucket = "fleet-dev-terraform-state";

// The slow resource waits until the test releases it, so nothing here depends on time.
const MAIN = `
terraform {
  backend "s3" {
    bucket       = "${Bucket}"
    key          = "infrastructure/terraform.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
    encrypt      = true
  }
}
variable "gate" {
  default = ""
}
variable "text" {
  default = "one"
}
resource "terraform_data" "value" {
  input = var.text
}
resource "terraform_data" "gated" {
  triggers_replace = [var.gate]
  provisioner "local-exec" {
    command = "test -z '\${var.gate}' || { echo waiting; read -r line < '\${var.gate}'; }"
  }
}
`;

(found ? describe : describe.skip)(
  "the real terraform's S3 backend (skipped without terraform)",
  () => {
    let cloud: Cloud;
    let directory: string;
    let environment: Record<string, string>;
    beforeAll(async () => {
      cloud = await startCloud();
      const options = clientOptions(cloud.aws);
      await new S3Client(options).send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
        }),
      );
      directory = mkdtempSync(join(tmpdir(), "backend-"));
      writeFileSync(join(directory, "main.tf"), MAIN);
      writeFileSync(join(directory, "terraformrc"), "");
      environment = {
        ...cloud.aws.environment(),
        AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
        TF_CLI_CONFIG_FILE: join(directory, "terraformrc"),
        TF_IN_AUTOMATION: "1",
        CHECKPOINT_DISABLE: "1",
        HOME: directory,
        PATH: process.env["PATH"] ?? "",
      };
    });
    afterAll(async () => {
      await cloud.close();
      rmSync(directory, { recursive: true });
    });

    function terraform(...args: string[]): Promise<{ code: number; text: string }> {
      return new Promise((resolve) => {
        const options = { cwd: directory, env: environment };
        execFile("terraform", args, options, (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
        );
      });
    }

    it("must not be lost: conditional-write lock: a second terraform is refused while the first holds it (H-E 13)", async () => {
      expect(await terraform("init", "-no-color", "-input=false")).toMatchObject({ code: 0 });
      const applied = await terraform("apply", "-no-color", "-auto-approve");
      expect(applied.text).toContain("Apply complete! Resources: 2 added");
      expect(await terraform("plan", "-no-color", "-detailed-exitcode")).toMatchObject({ code: 0 });
      expect(Object.keys(cloud.aws.s3.find(Bucket)?.objects ?? {})).toStrictEqual([
        "infrastructure/terraform.tfstate",
      ]);

      const gate = join(directory, "gate");
      spawnSync("mkfifo", [gate]);
      const holder = spawn(
        "terraform",
        ["apply", "-no-color", "-auto-approve", `-var=gate=${gate}`],
        {
          cwd: directory,
          env: environment,
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      const ended = once(holder, "exit");
      await new Promise<void>((resolve) => {
        let said = "";
        holder.stdout.on("data", (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes("waiting")) resolve();
        });
      });
      const second = await terraform("plan", "-no-color");
      // Release the holder before any expectation can fail. Do not use the synchronous call: it would wait for a reader
      // while the server of this process cannot answer.
      await writeFile(gate, "go\n");
      expect((await ended)[0]).toBe(0);
      expect(second.code).toBe(1);
      expect(second.text).toMatch(
        /Error acquiring the state lock[\s\S]*PreconditionFailed[\s\S]*OperationTypeApply/,
      );
    });

    it("H-E 10: a state upload that is denied leaves errored.tfstate", async () => {
      const body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
      cloud.aws.faults.add({
        match: { operation: "s3:PutObject", path: /terraform\.tfstate\?/ },
        times: Infinity,
        respond: { status: 403, body },
      });
      const applied = await terraform("apply", "-no-color", "-auto-approve", "-var=text=two");
      expect(applied.code).toBe(1);
      expect(applied.text).toContain("errored.tfstate");
      cloud.aws.faults.clear();
      expect(await terraform("state", "push", "errored.tfstate")).toMatchObject({ code: 0 });
      const plan = await terraform(
        "plan",
        "-no-color",
        "-detailed-exitcode",
        "-var=text=two",
        "-var=gate=",
      );
      expect(plan.text).not.toMatch(/terraform_data\.value will be/);
    });
  },
);
