import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { startAws, type Aws } from "../aws/index.ts";
import type { Failure } from "../failures.ts";
import { startGitHub, type GitHub } from "../github/index.ts";
import { startKubernetes, type Kubernetes } from "../kubernetes/index.ts";
import { startProviders, type Providers } from "../terraform/index.ts";
import { startRegistry, type Registry } from "../registry/index.ts";
import { CONSUMER, PIPELINE } from "../repositories.ts";
import { ACCOUNT, REGION, ROLES } from "./account.ts";
import { clusterUser } from "./access.ts";
import { providerWorld } from "./effects.ts";

/** Everything outside of the runner: GitHub, AWS, a registry, a cluster, and the providers that terraform talks to. */
export interface World {
  github: GitHub;
  aws: Aws;
  registry: Registry;
  kubernetes: Kubernetes;
  providers: Providers;
  /** Variables that lead terraform and SDKs into this world. */
  environment(): Record<string, string>;
  close(): Promise<void>;
}

/**
 * Starts the world, on loopback. What an earlier run left in `directory` is there again.
 * @param directory where the world lives
 * @param afterApply see rehearsal/terraform
 */
export async function startWorld(
  directory: string,
  failure: Failure | undefined,
  afterApply?: () => Promise<void>,
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
  const adminToken = randomUUID();
  if (failure?.aws !== undefined) aws.faults.add(failure.aws);
  let entries: Providers["resources"] = () => [];
  const kubernetes = await startKubernetes({
    directory,
    adminToken,
    authenticate: (token) => clusterUser(aws, token, () => entries()),
    imageExists: (image) => imageExists(registry, image),
    failures: failure?.kubernetes === undefined ? [] : [failure.kubernetes],
  });
  const address = {
    endpoint: kubernetes.url,
    certificateAuthority: kubernetes.certificateAuthority,
  };
  moveClusters(aws, address);
  const providers = await startProviders({
    directory,
    world: providerWorld(aws, address, adminToken),
    afterApply,
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

/** Clusters of an earlier run are still there, behind the port of this one. */
function moveClusters(aws: Aws, address: { endpoint: string; certificateAuthority: string }): void {
  for (const name of aws.eks.names()) {
    const cluster = aws.eks.find(name);
    if (cluster !== undefined) aws.eks.putCluster({ ...cluster, ...address });
  }
}

/** Whether the kubelet could pull an image: its canonical ECR name leads to this world's registry. */
function imageExists(registry: Registry, image: string): boolean {
  const prefix = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/`;
  const match = /^(.+?)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/.exec(image);
  const [, name = "", digest, tag] = match ?? [];
  if (!name.startsWith(prefix)) return false;
  return registry.images.find(name.slice(prefix.length), digest ?? tag ?? "latest") !== undefined;
}
