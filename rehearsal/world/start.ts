import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { startAws, type Aws } from "../aws/index.ts";
import { startGitHub, type GitHub } from "../github/index.ts";
import type { Fault } from "../base/faults.ts";
import type { Failure as PodFailure } from "../kubernetes/failures.ts";
import { startKubernetes, type Kubernetes } from "../kubernetes/index.ts";
import { startProviders, type Providers } from "../terraform/index.ts";
import { startRegistry, type Registry } from "../registry/index.ts";
import { CONSUMER, PIPELINE } from "./repositories.ts";
import { ACCOUNT, DEPLOY_ROLE, REGION, ROLES } from "./account.ts";
import { clusterUser } from "./access.ts";

/** Everything outside of the runner: GitHub, AWS, a registry, a cluster, and the providers that terraform talks to. */
export interface World {
  github: GitHub;
  aws: Aws;
  registry: Registry;
  kubernetes: Kubernetes;
  providers: Providers;
  /** Variables that make terraform and SDKs use these services. */
  environment(): Record<string, string>;
  close(): Promise<void>;
}

/** What goes wrong, or slowly. */
interface Trouble {
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
}

/**
 * Starts the world, on loopback. What an earlier run left in `directory` is there again.
 * @param directory where the world lives
 */
export async function startWorld(
  directory: string,
  { failure, afterApply }: Trouble,
): Promise<World> {
  mkdirSync(directory, { recursive: true });
  const github = await startGitHub({
    directory,
    repositories: [
      { name: CONSUMER, id: 700001, ownerId: 9001, private: true, defaultBranch: "main" },
      { name: PIPELINE, id: 700002, ownerId: 9001, defaultBranch: "main" },
    ],
  });
  const registry = await startRegistry({ directory: path.join(directory, "registry") });
  const { issuer, jwksUrl } = github;
  const aws = await startAws({
    ...{ directory, accountId: ACCOUNT, region: REGION, registry, roles: ROLES },
    oidc: { issuer, jwksUrl },
  });
  if (failure?.aws !== undefined) aws.faults.add(failure.aws);
  const adminToken = randomUUID();
  let entries: Providers["resources"] = () => [];
  const kubernetes = await startKubernetes({
    directory,
    adminToken,
    authenticate: (token) => clusterUser(aws, token, () => entries()),
    imageExists: (image) => imageExists(registry, image),
    failures: failure?.kubernetes === undefined ? [] : [failure.kubernetes],
  });
  const cluster = {
    endpoint: kubernetes.url,
    certificateAuthority: kubernetes.certificateAuthority,
  };
  moveClusters(aws, cluster);
  const providers = await startProviders({
    ...{ directory, aws, cluster, caller: DEPLOYER, kubernetesToken: adminToken, afterApply },
  });
  entries = () => providers.resources();
  return {
    ...{ github, aws, registry, kubernetes, providers },
    environment: () => ({ ...aws.environment(), ...providers.environment() }),
    close: async () => {
      providers.close();
      await Promise.all([kubernetes.close(), aws.close(), github.close(), registry.close()]);
    },
  };
}

const DEPLOYER = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${DEPLOY_ROLE}/terraform`,
  userId: "AROAREHEARSALDEPLOYER:terraform",
};

/** Clusters of an earlier run are still there, behind the port of this one. */
function moveClusters(aws: Aws, address: { endpoint: string; certificateAuthority: string }): void {
  for (const name of aws.eks.names()) {
    const cluster = aws.eks.find(name);
    if (cluster !== undefined) aws.eks.putCluster({ ...cluster, ...address });
  }
}

/** Whether the kubelet could pull an image: its canonical ECR name names a repository of this registry. */
function imageExists(registry: Registry, image: string): boolean {
  const prefix = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/`;
  const match = /^(.+?)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/.exec(image);
  const [, name = "", digest, tag] = match ?? [];
  if (!name.startsWith(prefix)) return false;
  return registry.images.find(name.slice(prefix.length), digest ?? tag ?? "latest") !== undefined;
}
