import type { Aws } from "../aws/index.ts";
import type { World as ProviderWorld } from "../terraform/index.ts";
import { DEPLOY_ROLE } from "./account.ts";

interface ClusterAddress {
  endpoint: string;
  /** PEM */
  certificateAuthority: string;
}

/**
 * What terraform's resources do outside of terraform: repositories exist in ECR, and a cluster is the Kubernetes API
 * of the rehearsal.
 */
export function providerWorld(
  aws: Aws,
  cluster: ClusterAddress,
  kubernetesToken: string,
): ProviderWorld {
  const base64 = Buffer.from(cluster.certificateAuthority).toString("base64");
  const put: ProviderWorld["aws"]["updateCluster"] = (request) => {
    const { name, version, roleArn, issuer, tags } = request;
    const details = { identity: { oidc: { issuer } }, tags };
    aws.eks.putCluster({ name, version, roleArn, ...cluster, details });
    return Promise.resolve();
  };
  return {
    aws: {
      accountId: aws.accountId,
      region: aws.region,
      identity: () => Promise.resolve(deployer(aws.accountId)),
      ...repositoryEffects(aws),
      createCluster: async (request) => {
        await put(request);
        return { ...request, endpoint: cluster.endpoint, certificateAuthority: base64 };
      },
      updateCluster: put,
      describeCluster: (name) => Promise.resolve(describe(aws, name, base64)),
      deleteCluster: (name) => {
        aws.eks.deleteCluster(name);
        return Promise.resolve();
      },
    },
    kubernetesToken: () => Promise.resolve(kubernetesToken),
  };
}

/** The providers run in this process and see no credentials: the caller is who deploys. */
const deployer = (account: string) => ({
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${DEPLOY_ROLE}/terraform`,
  userId: "AROAREHEARSALDEPLOYER:terraform",
});

function describe(aws: Aws, name: string, certificateAuthority: string) {
  const found = aws.eks.find(name);
  if (found === undefined) return undefined;
  const details = found.details as
    { identity?: { oidc?: { issuer?: string } }; tags?: Record<string, string> } | undefined;
  return {
    name,
    arn: `arn:aws:eks:${aws.region}:${aws.accountId}:cluster/${name}`,
    version: found.version ?? "",
    roleArn: found.roleArn ?? "",
    issuer: details?.identity?.oidc?.issuer ?? "",
    tags: details?.tags ?? {},
    endpoint: found.endpoint,
    certificateAuthority,
  };
}

type RepositoryEffects = Pick<
  ProviderWorld["aws"],
  | "createRepository"
  | "updateRepository"
  | "hasRepository"
  | "deleteRepository"
  | "putLifecyclePolicy"
>;

function repositoryEffects({ ecr }: Aws): RepositoryEffects {
  const mutability = (immutable: boolean) => (immutable ? "IMMUTABLE" : "MUTABLE");
  return {
    createRepository: ({ name, immutable, scanOnPush }) => {
      ecr.createRepository({ name, imageTagMutability: mutability(immutable), scanOnPush });
      return Promise.resolve();
    },
    updateRepository: ({ name, immutable, scanOnPush }) => {
      ecr.update(name, { imageTagMutability: mutability(immutable), scanOnPush });
      return Promise.resolve();
    },
    hasRepository: (name) => Promise.resolve(ecr.find(name) !== undefined),
    deleteRepository: (name, options) => {
      ecr.deleteRepository(name, options);
      return Promise.resolve();
    },
    // A rehearsal is too short for an image to expire.
    putLifecyclePolicy: () => Promise.resolve(),
  };
}
