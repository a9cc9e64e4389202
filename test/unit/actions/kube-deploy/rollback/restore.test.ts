// With real terraform and the embedded S3: restored files use the state of the initialised workspace.
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { restoreWorkspace } from "../../../../../actions/kube-deploy/src/rollback/restore.ts";
import { storeWorkspace } from "../../../../../actions/kube-deploy/src/record/workspace.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { capture } from "../../../../../actions/lib/process/capture.ts";
import type { RootModule } from "../../../../../actions/lib/terraform/root-module.ts";
import { findTool } from "../../../../../actions/lib/terraform/tool.ts";
import { ACCOUNT, REGION } from "../../../../support/cloud.ts";
import { memoryStore, releaseNumbered } from "../../../../support/releases/memory-store.ts";
import { cloud, useCloud } from "../../../../support/use-cloud.ts";
import { writeFiles } from "../../../../support/write-files.ts";

const BUCKET = "fleet-state";
const BACKEND = 'terraform {\n  backend "s3" {}\n}\n';
const web = (input: string) => `${BACKEND}module "web" {\n  source = "../modules/${input}"\n}\n`;
const MODULE = 'resource "terraform_data" "this" {\n  input = "first"\n}\n';

useCloud();
beforeAll(() => {
  cloud.aws.s3.create(BUCKET, ACCOUNT, REGION);
});

function write(files: Record<string, string>): void {
  writeFiles(path.join(cloud.directory, "checkout"), files);
}

/** Returns a root module whose job runs terraform as the user `deployer`. */
async function openModule(): Promise<RootModule> {
  const key = cloud.aws.userKey("deployer");
  const environment: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: cloud.directory,
    TF_CLI_CONFIG_FILE: "/dev/null",
    ...cloud.aws.environment(),
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  };
  const temporaryDirectory = path.join(cloud.directory, "temp");
  mkdirSync(temporaryDirectory, { recursive: true });
  const job = {
    environment,
    temporaryDirectory,
    checkout: path.join(cloud.directory, "checkout"),
    cancelled: new AbortController().signal,
    log: {
      group: (_: string, work: () => Promise<unknown>) => work(),
      withCommandsStopped: (work: (print: (line: string) => void) => Promise<unknown>) =>
        work(() => undefined),
      info: () => undefined,
      debug: () => undefined,
    },
  } as unknown as Job;
  const tool = await findTool(undefined, environment);
  return { tool, job, environment, directory: path.join(job.checkout, "kubernetes") };
}

async function terraform({ tool, directory, environment }: RootModule, ...argv: string[]) {
  const result = await capture(tool.path, [`-chdir=${directory}`, ...argv], environment);
  return `${result.exitCode} ${result.stdout}${result.stderr}`;
}

test("the files of a release, with its modules, are planned against the same state", async () => {
  write({ "kubernetes/main.tf": web("old"), "modules/old/main.tf": MODULE });
  const initialised = await openModule();
  const backend = [
    `-backend-config=bucket=${BUCKET}`,
    "-backend-config=key=dev/kubernetes.tfstate",
    `-backend-config=region=${REGION}`,
  ];
  expect(await terraform(initialised, "init", "-input=false", ...backend)).toMatch(/^0 /);
  expect(await terraform(initialised, "apply", "-auto-approve", "-input=false")).toMatch(/^0 /);
  // The files have changed since then, and no longer use the old module.
  write({
    "kubernetes/main.tf": web("new"),
    "modules/new/main.tf": MODULE.replace("first", "second"),
  });
  expect(await terraform(initialised, "init", "-input=false")).toMatch(/^0 /);
  const store = memoryStore();
  const bytes = (files: Record<string, string>) =>
    new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  const kubernetes = await storeWorkspace(store, {
    directory: "kubernetes",
    tool: initialised.tool,
    providers: {},
    files: bytes({ "kubernetes/main.tf": web("old"), "modules/old/main.tf": MODULE }),
    variableFiles: bytes({ "environments/b.tfvars": "", "environments/a.tfvars": "" }),
  });
  const { rootModule, variableFiles } = await restoreWorkspace(
    store,
    releaseNumbered(1, { workspaces: { kubernetes } }),
    initialised,
  );
  expect(rootModule.environment["TF_VAR_rolling_back"]).toBe("true");
  expect(variableFiles.map((file) => path.basename(file))).toStrictEqual(["b.tfvars", "a.tfvars"]);
  expect(variableFiles.map((file) => readFileSync(file, "utf8"))).toStrictEqual(["", ""]);
  const plan = ["plan", "-input=false", "-no-color", "-detailed-exitcode"];
  expect(await terraform(rootModule, ...plan)).toMatch(/^0 [^]*No changes/);
  expect(await terraform(initialised, ...plan)).toMatch(/^2 [^]*second/);
});

test("a release without files of the Kubernetes workspace cannot be restored", async () => {
  const record = releaseNumbered(1, { workspaces: {} });
  await expect(restoreWorkspace(memoryStore(), record, await openModule())).rejects.toMatchObject({
    reason: "release-not-restorable",
  });
});
