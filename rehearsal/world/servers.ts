import { randomUUID } from "node:crypto";
import path from "node:path";
import { startAws, type Aws, type Principal, type Scope } from "../aws/index.ts";
import type { Opened } from "../base/opened.ts";
import {
  startGitHub,
  type GitHub,
  type RepositoryRecord,
  type RunRecord,
} from "../github/index.ts";
import { startRealRegistry } from "../real/registry.ts";
import { startRegistry, type Registry } from "../registry/index.ts";
import { startProviders, type Providers, type Target } from "../terraform/index.ts";
import type { Setup } from "./account.ts";
import { KubernetesApis } from "./clusters.ts";
import { commitsOf } from "./commits.ts";
import type { Failure } from "./failure.ts";
import { CONSUMER, PIPELINE } from "./repositories.ts";

/** The surroundings of the world: its failures and delays, and where its runs keep artifacts. */
export interface Surroundings {
  artifactsOf: (run: RunRecord) => string;
  failure?: Failure | undefined;
  /** The providers that are not replayed, such as hashicorp/aws. */
  realProviders?: readonly string[];
  /**
   * Use real control planes. `kubeconfig`: one exists from the beginning, and its kubeconfig is a secret of the
   * repository.
   */
  realKubernetes?: { kubeconfig: boolean } | undefined;
  /** Use a docker-registry behind an ECR proxy, for each account and region. */
  realRegistry?: boolean | undefined;
  /** See rehearsal/terraform. */
  afterApply?: (() => Promise<void>) | undefined;
}

export const CONSUMER_RECORD: RepositoryRecord = {
  name: CONSUMER,
  id: 700001,
  ownerId: 9001,
  private: true,
  defaultBranch: "main",
};

/**
 * The record of the pipeline. A job's token cannot read it, as if it were a private copy: what works here also works
 * with a private copy.
 */
const PIPELINE_RECORD: RepositoryRecord = {
  name: PIPELINE,
  id: 700002,
  ownerId: 9001,
  private: true,
  defaultBranch: "main",
};

/** The servers of a world. */
export interface Servers {
  github: GitHub;
  aws: Aws;
  clusters: KubernetesApis;
  providers: Providers;
  /** Returns the target of a Terraform process. */
  target: (scope: Scope, caller?: Principal) => Promise<Target>;
}

/**
 * Starts the servers. Each is added to `opened` as soon as it runs.
 * @throws UsageError for an engine that is not on this machine, or does not start
 */
export async function startServers(
  directory: string,
  home: Setup["home"],
  {
    failure,
    realKubernetes,
    realRegistry,
    realProviders = [],
    afterApply,
    artifactsOf,
  }: Surroundings,
  opened: Opened,
): Promise<Servers> {
  const github = opened.add(
    await startGitHub({
      directory,
      repositories: [CONSUMER_RECORD, PIPELINE_RECORD],
      artifactsOf,
      commits: commitsOf(path.join(directory, "repository")),
    }),
  );
  const aws = await startAccounts(directory, home, { failure, realRegistry, oidc: github }, opened);
  const adminToken = randomUUID();
  let resources: Providers["resources"] = () => [];
  const clusters = opened.add(
    new KubernetesApis({
      directory,
      aws,
      adminToken,
      resources: () => resources(),
      failures: failure?.kubernetes === undefined ? [] : [failure.kubernetes],
      real: realKubernetes !== undefined,
    }),
  );
  const target = (scope: Scope, caller?: Principal) => targetOf(aws, clusters, scope, caller);
  const providers = opened.add(
    await startProviders({
      directory,
      kubernetesToken: adminToken,
      afterApply,
      real: realProviders,
      ...(await target(home)),
    }),
  );
  resources = () => providers.resources();
  await clusters.reopen();
  return { github, aws, clusters, providers, target };
}

/** Starts the accounts with their registries, embedded or real. */
async function startAccounts(
  directory: string,
  home: Setup["home"],
  {
    failure,
    realRegistry,
    oidc,
  }: Pick<Surroundings, "failure" | "realRegistry"> & { oidc: GitHub },
  opened: Opened,
): Promise<Aws> {
  const openRegistry = (folder: string): Promise<Registry> =>
    realRegistry === true ? startRealRegistry(folder) : startRegistry({ directory: folder });
  const registry = opened.add(await openRegistry(path.join(directory, "registry")));
  const { issuer, jwksUrl } = oidc;
  const aws = opened.add(
    await startAws({
      directory,
      ...home,
      registry,
      openRegistry,
      roles: [],
      oidc: { issuer, jwksUrl },
    }),
  );
  if (failure?.aws !== undefined) aws.faults.add(failure.aws);
  if (failure?.registry !== undefined) registry.faults.add(failure.registry);
  return aws;
}

/** Returns the target of a Terraform process: the account and region that it calls, and its identity. */
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
