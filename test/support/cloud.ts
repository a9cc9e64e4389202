import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { githubTrust, startAws } from "../../rehearsal/aws/index.ts";
import type { Aws, Policy } from "../../rehearsal/aws/index.ts";
import { startGitHub } from "../../rehearsal/github/index.ts";
import type { GitHub, JobIdentity, PullRequest } from "../../rehearsal/github/index.ts";
import { startRegistry } from "../../rehearsal/registry/index.ts";
import type { Registry } from "../../rehearsal/registry/index.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
export const REPOSITORY = "example-org/fleet";
/** The bucket for states and releases. */
export const BUCKET = "fleet-dev-terraform-state";
export const PLAN_ROLE = `arn:aws:iam::${ACCOUNT}:role/fleet-plan`;
export const DEPLOY_ROLE = `arn:aws:iam::${ACCOUNT}:role/fleet-deploy`;
const HEAD = "b".repeat(40);
const MERGE = "c".repeat(40);

/** GitHub and AWS on loopback, and a folder for the files of a test. */
export interface Cloud {
  directory: string;
  github: GitHub;
  aws: Aws;
  /** Returns the variables and the token of a job, as the runner passes them to a step. */
  job(change?: Partial<JobIdentity>): Promise<{ env: Record<string, string>; token: string }>;
  close(): Promise<void>;
}

/** Pull request 12 is open; 11 was merged into main by the commit `MERGE`. */
const PULLS: PullRequest[] = [
  {
    repository: REPOSITORY,
    number: 12,
    title: "Scale the web tier",
    state: "open",
    head: { ref: "scale", sha: HEAD },
    base: { ref: "main", sha: "a".repeat(40) },
  },
  {
    repository: REPOSITORY,
    number: 11,
    title: "Add a cluster",
    state: "closed",
    merged: true,
    head: { ref: "cluster", sha: "d".repeat(40) },
    base: { ref: "main", sha: "a".repeat(40) },
    mergeCommitSha: MERGE,
  },
];

export const pullRequestEvent = (fork = false) => ({
  name: "pull_request",
  payload: {
    number: 12,
    pull_request: {
      number: 12,
      head: { sha: HEAD, repo: { full_name: fork ? "somebody/fleet" : REPOSITORY } },
    },
  },
});

/** A push to main of the commit that merged pull request 11. */
export const pushEvent = { name: "push", payload: { ref: "refs/heads/main", after: MERGE } };

/**
 * Starts GitHub with the repository and its two pull requests.
 * @param lives lifetime of its OIDC tokens; default: as GitHub's
 */
export const startFleetGitHub = (lives: Pick<Lives, "idTokenSeconds"> = {}): Promise<GitHub> =>
  startGitHub({
    ...(lives.idTokenSeconds === undefined ? {} : { idTokenSeconds: lives.idTokenSeconds }),
    repositories: [{ name: REPOSITORY, id: 42, ownerId: 7, defaultBranch: "main" }],
    pullRequests: PULLS,
  });

/** Lifetime of credentials in seconds, for tests in which they must expire. */
interface Lives {
  idTokenSeconds?: number;
  sessionSeconds?: number;
}

/**
 * @param ownRegistry the registry in which ECR keeps its images; the caller closes it. Default: the rehearsal's
 * registry
 */
export async function startCloud(ownRegistry?: Registry, lives: Lives = {}): Promise<Cloud> {
  const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-"));
  const github = await startFleetGitHub(lives);
  const registry =
    ownRegistry ?? (await startRegistry({ directory: path.join(directory, "registry") }));
  const { sessionSeconds } = lives;
  const sessions = sessionSeconds === undefined ? {} : { sessionSeconds };
  const aws = await startAws({
    accountId: ACCOUNT,
    region: REGION,
    registry,
    oidc: { issuer: github.issuer, jwksUrl: github.jwksUrl },
    roles: [
      { name: "fleet-plan", trustPolicy: trust("pull_request"), ...sessions },
      { name: "fleet-deploy", trustPolicy: trust("environment:dev"), ...sessions },
    ],
    bucketsOfOtherAccounts: ["taken-by-somebody"],
  });
  return {
    directory,
    github,
    aws,
    job: (change = {}) => startJob(github, aws.environment(), change),
    close: async () => {
      await Promise.all([github.close(), aws.close()]);
      if (ownRegistry === undefined) await registry.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Returns the options of an AWS client, for a test that calls the embedded AWS itself. */
export const clientOptions = (aws: Aws, region = REGION) => ({
  endpoint: aws.url,
  region,
  forcePathStyle: true,
  credentials: aws.userKey("person"),
});

/** Returns the text of an object in the embedded S3. @returns undefined if the object or the bucket does not exist */
export function storedText({ aws }: Cloud, bucket: string, key: string): string | undefined {
  const object = aws.s3.find(bucket)?.objects[key];
  return object && aws.s3.contents.get(object.content).toString("utf8");
}

const trust = (subject: string): Policy => githubTrust(ACCOUNT, `repo:${REPOSITORY}:${subject}`);

/** Starts a job of pull request 12, changed by `change`. The job gets `environment` in addition to PATH and HOME. */
export async function startJob(
  github: GitHub,
  environment: Readonly<Record<string, string>>,
  change: Partial<JobIdentity>,
): Promise<{ env: Record<string, string>; token: string }> {
  const identity: JobIdentity = {
    id: "plan",
    repository: REPOSITORY,
    ref: "refs/pull/12/merge",
    sha: HEAD,
    eventName: "pull_request",
    runId: 77,
    runNumber: 7,
    runAttempt: 1,
    workflow: "plan",
    workflowRef: `${REPOSITORY}/.github/workflows/plan.yml@refs/heads/main`,
    permissions: { "id-token": "write", contents: "read", "pull-requests": "write" },
    ...change,
  };
  const { token, idToken } = await github.credentials(identity);
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    // The developer's own CLI configuration must not influence the test.
    TF_CLI_CONFIG_FILE: "/dev/null",
    ...environment,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.url,
    GITHUB_REPOSITORY: identity.repository,
    GITHUB_SHA: identity.sha,
    GITHUB_REF: identity.ref,
    GITHUB_WORKFLOW: identity.workflow ?? "",
    GITHUB_JOB: identity.id,
    GITHUB_ACTOR: "octocat",
    GITHUB_RUN_ID: String(identity.runId),
    GITHUB_RUN_NUMBER: String(identity.runNumber),
    GITHUB_RUN_ATTEMPT: String(identity.runAttempt),
  };
  if (idToken !== undefined) {
    env["ACTIONS_ID_TOKEN_REQUEST_URL"] = idToken.url;
    env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = idToken.token;
  }
  return { env, token };
}
