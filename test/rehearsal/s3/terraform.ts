import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { terraform as engine } from "../../engines/terraform.ts";
import { REGION, type Account } from "../aws/account.ts";

/** A configuration that needs no provider from a mirror: `terraform_data` is built into Terraform. */
const MAIN = (bucket: string, key: string): string => `
terraform {
  backend "s3" {
    bucket       = "${bucket}"
    key          = "${key}"
    region       = "${REGION}"
    use_lockfile = true
    encrypt      = true
  }
}
variable "text" {
  default = "one"
}
resource "terraform_data" "value" {
  input = var.text
}
`;

/** A workspace for the real Terraform. Its state is in a bucket of the account. */
export interface Workspace {
  /** Runs a command of Terraform to its end. */
  run: (...argv: string[]) => Promise<{ code: number | null; text: string }>;
  remove: () => void;
}

export async function openWorkspace(
  { url, key }: Account,
  bucket: string,
  objectKey: string,
): Promise<Workspace> {
  const found = await engine.find();
  if (found === undefined) throw new Error(`terraform is missing: ${engine.needs}`);
  const directory = mkdtempSync(path.join(tmpdir(), "conformance-"));
  writeFileSync(path.join(directory, "main.tf"), MAIN(bucket, objectKey));
  writeFileSync(path.join(directory, "terraformrc"), "");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: directory,
    TF_CLI_CONFIG_FILE: path.join(directory, "terraformrc"),
    TF_IN_AUTOMATION: "1",
    CHECKPOINT_DISABLE: "1",
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  };
  return {
    run: (...argv) => run(found.files["terraform"] ?? "terraform", argv, directory, env),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function run(
  program: string,
  argv: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    const take = (chunk: string): void => void (text += chunk);
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, text }));
  });
}
