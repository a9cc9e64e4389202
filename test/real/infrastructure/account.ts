import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { Found } from "../../engines/engine.ts";
import { moto } from "../../engines/moto/engine.ts";
import { startEngine } from "../../engines/start.ts";
import type { GitHub } from "../../../rehearsal/github/index.ts";
import { REGION, pushEvent, startFleetGitHub, startJob } from "../../support/cloud.ts";
import { writeMirrorConfiguration } from "../../support/provider-mirror.ts";

export const BUCKET = "fleet-dev-terraform-state";
export const KEY = "infrastructure/terraform.tfstate";
const TERRAFORM = path.resolve(import.meta.dirname, "../../../terraform");

/** The deployment of the commit that `pushEvent` merged. */
const MERGED = {
  ref: "refs/heads/main",
  sha: pushEvent.payload.after,
  eventName: "push",
  environment: "dev",
};

/** An AWS account that moto simulates, GitHub, and a checked-out repository with `terraform/`. */
export interface Account {
  github: GitHub;
  workspace: string;
  /** Folder for the files that runs write. */
  directory: string;
  /** Returns the variables and the token of a job, as the runner passes them to a step. */
  job(event: "pull_request" | "push"): Promise<{ env: Record<string, string>; token: string }>;
  /** Returns an object of the state bucket as text. */
  read(key: string): Promise<string>;
  keys(): Promise<string[]>;
  clusters(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts the account. `programs` are the first folders of PATH. */
export async function openAccount(
  engines: Record<"moto" | "provider-mirror", Found>,
  programs: readonly string[],
): Promise<Account> {
  const directory = mkdtempSync(path.join(tmpdir(), "account-"));
  const workspace = path.join(directory, "fleet");
  mkdirSync(workspace);
  const generated = (source: string): boolean => !/\.terraform(?:\/|$)/.test(source);
  cpSync(TERRAFORM, path.join(workspace, "terraform"), { recursive: true, filter: generated });
  const github = await startFleetGitHub();
  const aws = await startEngine(moto, {}, engines.moto);
  const configuration = writeMirrorConfiguration(
    directory,
    Object.values(engines["provider-mirror"].files),
  );
  const env = {
    PATH: [...programs, process.env["PATH"] ?? ""].join(path.delimiter),
    HOME: directory,
    TF_CLI_CONFIG_FILE: configuration,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_STS: aws.url,
  };
  const store = storeOf(aws.url);
  return {
    github,
    workspace,
    directory,
    job: (event) => startJob(github, env, event === "push" ? MERGED : {}),
    ...store,
    async close() {
      await Promise.all([github.close(), aws.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Reads from moto, which keeps accounts separate: keys that moto did not issue belong to its default account. */
function storeOf(endpoint: string): Pick<Account, "read" | "keys" | "clusters"> {
  const options = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: "another-host", secretAccessKey: "another-host" },
  };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const eks = new EKSClient(options);
  return {
    read: async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return (await Body?.transformToString()) ?? "";
    },
    keys: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
      return Contents.map(({ Key = "" }) => Key);
    },
    clusters: async () => (await eks.send(new ListClustersCommand({}))).clusters ?? [],
  };
}
