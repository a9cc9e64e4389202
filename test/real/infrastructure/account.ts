import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Found } from "../../engines/engine.ts";
import { moto } from "../../engines/moto/engine.ts";
import type { GitHub, JobIdentity } from "../../../rehearsal/github/index.ts";
import { startGitHub } from "../../../rehearsal/github/index.ts";
import { writeMirrorConfiguration } from "../../support/provider-mirror.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
export const REPOSITORY = "example-org/fleet";
export const BUCKET = "fleet-dev-terraform-state";
export const KEY = "infrastructure/terraform.tfstate";
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const TERRAFORM = path.resolve(import.meta.dirname, "../../../terraform");
const HEAD = "b".repeat(40);
const MERGE = "c".repeat(40);

/** Pull request 12, open. */
export const pullRequest = {
  name: "pull_request",
  payload: {
    number: 12,
    pull_request: { number: 12, head: { sha: HEAD, repo: { full_name: REPOSITORY } } },
  },
};

/** A push to main of the commit that merged pull request 11. */
export const push = { name: "push", payload: { ref: "refs/heads/main", after: MERGE } };

/** An account that moto plays, GitHub, and a checked-out repository with terraform/. */
export interface Account {
  github: GitHub;
  workspace: string;
  /** For what runs write. */
  directory: string;
  /** Variables and token of a job, as the runner hands them to a step. */
  job(event: "pull_request" | "push"): Promise<{ env: Record<string, string>; token: string }>;
  /** An object of the state bucket as text. */
  read(key: string): Promise<string>;
  write(key: string, body: string): Promise<void>;
  remove(key: string): Promise<void>;
  keys(): Promise<string[]>;
  clusters(): Promise<string[]>;
  close(): Promise<void>;
}

/** `programs` are the folders that PATH starts with. */
export async function openAccount(
  engines: Record<"moto" | "provider-mirror", Found>,
  programs: readonly string[],
): Promise<Account> {
  const directory = mkdtempSync(path.join(tmpdir(), "account-"));
  const workspace = path.join(directory, "fleet");
  mkdirSync(workspace);
  const generated = (source: string): boolean => !/\.terraform(?:\/|$)/.test(source);
  cpSync(TERRAFORM, path.join(workspace, "terraform"), { recursive: true, filter: generated });
  const github = await startGitHub({
    repositories: [{ name: REPOSITORY, id: 42, ownerId: 7, defaultBranch: "main" }],
    pullRequests: [pull(12, "open", "d".repeat(40)), pull(11, "closed", MERGE)],
  });
  const aws = await moto.start?.(engines.moto, {});
  if (aws === undefined) throw new Error("moto cannot be started");
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
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.url,
  };
  const store = storeOf(aws.url);
  return {
    github,
    workspace,
    directory,
    job: (event) => jobOf(github, env, event),
    ...store,
    async close() {
      await Promise.all([github.close(), aws.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const pull = (number: number, state: "open" | "closed", merge: string) => ({
  repository: REPOSITORY,
  number,
  title: `Change ${number}`,
  state,
  merged: state === "closed",
  head: { ref: `change-${number}`, sha: HEAD },
  base: { ref: "main", sha: "a".repeat(40) },
  mergeCommitSha: merge,
});

async function jobOf(
  github: GitHub,
  environment: Readonly<Record<string, string>>,
  event: "pull_request" | "push",
) {
  const identity: JobIdentity = {
    id: "infrastructure",
    repository: REPOSITORY,
    ref: event === "push" ? "refs/heads/main" : "refs/pull/12/merge",
    sha: event === "push" ? MERGE : HEAD,
    eventName: event,
    runId: 77,
    runNumber: 7,
    runAttempt: 1,
    workflow: "deploy",
    workflowRef: `${REPOSITORY}/.github/workflows/deploy.yml@refs/heads/main`,
    permissions: { "id-token": "write", contents: "read", "pull-requests": "write" },
    ...(event === "push" ? { environment: "dev" } : {}),
  };
  const { token, idToken } = await github.credentials(identity);
  const env: Record<string, string> = {
    ...environment,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_SHA: identity.sha,
    GITHUB_REF: identity.ref,
    GITHUB_WORKFLOW: "deploy",
    GITHUB_JOB: identity.id,
    GITHUB_ACTOR: "octocat",
    GITHUB_RUN_ID: String(identity.runId),
    GITHUB_RUN_NUMBER: String(identity.runNumber),
    GITHUB_RUN_ATTEMPT: String(identity.runAttempt),
    ACTIONS_ID_TOKEN_REQUEST_URL: idToken?.url ?? "",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: idToken?.token ?? "",
  };
  return { env, token };
}

/** moto keeps what every account has apart; keys that it did not give belong to its own account. */
function storeOf(
  endpoint: string,
): Pick<Account, "read" | "write" | "remove" | "keys" | "clusters"> {
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
    write: async (Key, Body) => {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    },
    remove: async (Key) => {
      await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    },
    keys: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
      return Contents.map(({ Key = "" }) => Key);
    },
    clusters: async () => (await eks.send(new ListClustersCommand({}))).clusters ?? [],
  };
}
