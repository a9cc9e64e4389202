import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAws, type Aws, type Policy, type Role } from "../../../../rehearsal/aws/index.ts";
import { startGitHub, type GitHub, type JobIdentity } from "../../../../rehearsal/github/index.ts";
import { startRegistry, type Registry } from "../../../../rehearsal/registry/index.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
export const PROVIDER = "token.actions.githubusercontent.com";

export interface Cloud {
  directory: string;
  github: GitHub;
  registry: Registry;
  aws: Aws;
  close(): Promise<void>;
}

/** Returns the trust policy that the docs tell adopters to write. */
export function trust(subject: string, operator = "StringEquals"): Policy {
  const statement = {
    Effect: "Allow" as const,
    Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${PROVIDER}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: { [`${PROVIDER}:aud`]: "sts.amazonaws.com" },
      [operator]: { [`${PROVIDER}:aud`]: "sts.amazonaws.com", [`${PROVIDER}:sub`]: subject },
    },
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

const ROLES: Role[] = [
  { name: "fleet-deploy", trustPolicy: trust("repo:example-org/fleet:environment:dev") },
  { name: "fleet-plan", trustPolicy: trust("repo:example-org/fleet:pull_request") },
];

export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), "cloud-"));
}

/** Starts GitHub, the registry and AWS on one directory; `close` keeps the directory if it was given. */
export async function startCloud(
  options: { directory?: string; roles?: Role[]; immutableSubject?: boolean } = {},
): Promise<Cloud> {
  const directory = options.directory ?? makeDirectory();
  const github = await startGitHub({
    directory,
    repositories: [
      {
        name: "example-org/fleet",
        id: 42,
        ownerId: 7,
        defaultBranch: "main",
        private: true,
        immutableSubject: options.immutableSubject ?? false,
      },
    ],
  });
  const registry = await startRegistry({ directory: join(directory, "registry") });
  const aws = await startAws({
    directory,
    accountId: ACCOUNT,
    region: REGION,
    registry,
    oidc: { issuer: github.issuer, jwksUrl: github.jwksUrl },
    roles: options.roles ?? ROLES,
    bucketsOfOtherAccounts: ["taken-by-somebody"],
  });
  const close = async () => {
    await Promise.all([github.close(), registry.close(), aws.close()]);
    if (options.directory === undefined) rmSync(directory, { recursive: true });
  };
  return { directory, github, registry, aws, close };
}

export function job(change: Partial<JobIdentity> = {}): JobIdentity {
  return {
    id: "deploy",
    repository: "example-org/fleet",
    ref: "refs/heads/main",
    sha: "a".repeat(40),
    eventName: "push",
    runId: 77,
    workflow: "deploy",
    environment: "dev",
    workflowRef: "example-org/fleet/.github/workflows/deploy.yml@refs/heads/main",
    permissions: { "id-token": "write", contents: "read" },
    ...change,
  };
}

/** Asks GitHub for the job's OIDC token as @actions/core does. */
export async function idToken(
  github: GitHub,
  identity: JobIdentity,
  audience = "sts.amazonaws.com",
): Promise<string> {
  const { idToken: request } = await github.credentials(identity);
  if (request === undefined) throw new Error("the job has no id-token: write");
  const response = await fetch(`${request.url}&audience=${audience}`, {
    headers: { authorization: `bearer ${request.token}` },
  });
  return ((await response.json()) as { value: string }).value;
}

/** Returns options of an SDK client that talks to the embedded AWS as an IAM user. */
export function clientOptions(aws: Aws): {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  const { accessKeyId, secretAccessKey } = aws.userKey("tester");
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint: aws.url, region: REGION, maxAttempts: 1, credentials };
}

/** Returns the error that a promise rejects with, as `name: message`; fails if the promise resolves. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error("it was expected to be refused");
}
