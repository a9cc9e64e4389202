import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { startAws, type Aws, type Principal, type Scope } from "../aws/index.ts";
import type { Fault } from "../base/faults.ts";
import type { LoggedRequest } from "../base/http.ts";
import {
  startGitHub,
  type GitHub,
  type RepositoryRecord,
  type RunRecord,
} from "../github/index.ts";
import type { Failure as PodFailure } from "../kubernetes/failures.ts";
import { startRegistry } from "../registry/index.ts";
import type { Credentials, JobIdentity } from "../runner/request.ts";
import { startProviders, type Providers, type Target } from "../terraform/index.ts";
import type { Setup } from "./account.ts";
import { KubernetesApis } from "./clusters.ts";
import { CONSUMER, PIPELINE } from "./repositories.ts";

/** Everything outside of the runner: GitHub, AWS, registries, clusters, and the providers that terraform talks to. */
export interface World {
  github: GitHub;
  aws: Aws;
  /** Variables that make terraform and SDKs use these services. */
  environment(): Record<string, string>;
  /** What a job gets: its tokens, and providers that act for the roles that it assumes. */
  credentials(job: JobIdentity): Promise<Credentials>;
  /** Makes what the repository's administrator makes: roles, and environments with their protection. */
  setUp(setup: Setup): void;
  /** Somebody scales a Deployment by hand. @returns whether there is one of this name */
  scale(change: NonNullable<Failure["scaledByHand"]>): boolean;
  /** What the services were asked for, by service. */
  requests(): Record<"aws" | "github" | "kubernetes" | "registry", readonly LoggedRequest[]>;
  close(): Promise<void>;
}

/** What is around the world: what goes wrong, or slowly, and where its runs keep artifacts. */
interface Surroundings {
  artifactsOf: (run: RunRecord) => string;
  failure?: Failure | undefined;
  /** See rehearsal/terraform. */
  afterApply?: (() => Promise<void>) | undefined;
}

/** What `--fail` breaks. */
export interface Failure {
  /** How the pods of a workload fail. */
  kubernetes?: PodFailure;
  /** A request that AWS answers in its own way. */
  aws?: Fault;
  /** Somebody scales a Deployment by hand between the plan of a pull request and its merge. */
  scaledByHand?: { deployment: string; replicas: number };
}

export const CONSUMER_RECORD: RepositoryRecord = {
  ...{ name: CONSUMER, id: 700001, ownerId: 9001, private: true, defaultBranch: "main" },
};

/**
 * Starts the world, on loopback. What an earlier run left in `directory` is there again.
 * @param directory where the world lives
 */
export async function startWorld(
  directory: string,
  { home }: Pick<Setup, "home">,
  { failure, afterApply, artifactsOf }: Surroundings,
): Promise<World> {
  mkdirSync(directory, { recursive: true });
  const github = await startGitHub({
    ...{ directory, repositories: [CONSUMER_RECORD, PIPELINE_RECORD], artifactsOf },
  });
  const registry = await startRegistry({ directory: path.join(directory, "registry") });
  const { issuer, jwksUrl } = github;
  const aws = await startAws({
    ...{ directory, ...home, registry, roles: [] },
    oidc: { issuer, jwksUrl },
  });
  if (failure?.aws !== undefined) aws.faults.add(failure.aws);
  const adminToken = randomUUID();
  let resources: Providers["resources"] = () => [];
  const clusters = new KubernetesApis({
    ...{ directory, aws, adminToken, resources: () => resources() },
    failures: failure?.kubernetes === undefined ? [] : [failure.kubernetes],
  });
  const target = (scope: Scope, caller?: Principal) => targetOf(aws, clusters, scope, caller);
  const providers = await startProviders({
    ...{ directory, kubernetesToken: adminToken, afterApply },
    ...(await target(home)),
  });
  resources = () => providers.resources();
  await clusters.reopen();
  return {
    ...{ github, aws },
    environment: () => ({ ...aws.environment(), ...providers.environment() }),
    credentials: async (job) => {
      const environment = await providers.environmentFor((region = home.region) => {
        const caller = aws.keys.terraformCaller(String(job.checkRunId));
        return target({ accountId: caller?.accountId ?? home.accountId, region }, caller);
      });
      return { ...(await credentialsOf(github, job)), environment };
    },
    setUp: ({ roles, environments }) => {
      for (const role of roles) aws.roles.put(role);
      for (const environment of environments)
        github.state.putEnvironment({ repository: CONSUMER, ...environment });
    },
    scale: ({ deployment, replicas }) =>
      clusters.all().filter((api) => api.scale(deployment, replicas)).length > 0,
    requests: () => ({
      ...{ aws: aws.requests, github: github.requests },
      kubernetes: clusters.all().flatMap((api) => api.requests),
      registry: aws.places.all().flatMap((place) => place.registry.requests),
    }),
    close: async () => {
      providers.close();
      await Promise.all([clusters.close(), aws.close(), github.close(), registry.close()]);
    },
  };
}

/** A job's token cannot read the pipeline, as where it is a private copy: what works here works there. */
const PIPELINE_RECORD: RepositoryRecord = {
  ...{ name: PIPELINE, id: 700002, ownerId: 9001, private: true, defaultBranch: "main" },
};

const credentialsOf = (github: GitHub, job: JobIdentity) =>
  github.credentials({
    ...job,
    workflowRef: job.callerWorkflowRef,
    jobWorkflowRef: job.workflowRef,
    jobWorkflowSha: job.workflowSha,
  });

/** What a Terraform process acts on: the account and region that it calls, and as whom. */
async function targetOf(
  aws: Aws,
  clusters: KubernetesApis,
  scope: Scope,
  caller?: Principal,
): Promise<Target> {
  const { accountId } = scope;
  const { arn, userId } = caller ?? {
    arn: `arn:aws:iam::${accountId}:user/administrator`,
    userId: "AIDAREHEARSALADMIN0001",
  };
  return {
    aws: await aws.places.open(scope),
    caller: { arn, userId },
    cluster: async (name) => {
      const { url: endpoint, certificateAuthority } = await clusters.open(scope, name);
      return { endpoint, certificateAuthority };
    },
  };
}
