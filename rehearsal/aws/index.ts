import { join } from "node:path";
import { startLoopback, type Loopback } from "../base/http.ts";
import type { Registry } from "../registry/index.ts";
import type { Repositories } from "./ecr/repositories.ts";
import type { Clusters } from "./eks/clusters.ts";
import { Keys, type AccessKey } from "./keys.ts";
import { Places, type OpenRegistry } from "./places.ts";
import { Buckets } from "./s3/buckets.ts";
import { onePort, servicesOf } from "./services.ts";
import { identifyClusterToken, type ClusterIdentity } from "./sts/cluster-token.ts";
import { Roles, type Role } from "./sts/roles.ts";
import { WebIdentity, type IdentityProvider } from "./sts/web-identity.ts";

export type { Policy, Statement } from "./policy.ts";
export type { Principal } from "./keys.ts";
export type { Place, Scope } from "./places.ts";
export type { Role } from "./sts/roles.ts";
export { githubTrust, trustStatement } from "./sts/trust.ts";
export type { TrustedTokens } from "./sts/trust.ts";
export interface AwsOptions {
  /** Where everything is kept. Without a directory, everything is lost when the process ends. */
  directory?: string;
  /** The home account and region. Others are created when they are first used. */
  accountId: string;
  region: string;
  oidc: IdentityProvider;
  roles: Role[];
  /** The registry of the home account and region. */
  registry: Registry;
  /** Starts the registries of other accounts and regions. Default: embedded registries. */
  openRegistry?: OpenRegistry;
  /** Bucket names that other accounts have taken: S3's bucket names are global. */
  bucketsOfOtherAccounts?: string[];
}

/**
 * S3, STS, ECR, EKS and Secrets Manager for every account and region, on one port. The signature of a request states
 * its service and region.
 */
export interface Aws extends Loopback {
  accountId: string;
  region: string;
  /** Returns the environment variables that direct every SDK, the AWS CLI and terraform to this server. */
  environment(): Record<string, string>;
  s3: Buckets;
  /** The repositories of the home account and region. */
  ecr: Repositories;
  /** The clusters of the home account and region. */
  eks: Clusters;
  places: Places;
  roles: Roles;
  keys: Keys;
  /** Creates a long-lived key of an IAM user with full rights, for programs that run outside of a workflow. */
  userKey(name: string): AccessKey;
  /**
   * Returns the identity that a Kubernetes bearer token belongs to. Rejects with an Error that says what is wrong with
   * the token.
   */
  verifyClusterToken(token: string, cluster: string): Promise<ClusterIdentity>;
}

export async function startAws(options: AwsOptions): Promise<Aws> {
  const { accountId, region, directory } = options;
  const keys = new Keys(directory);
  const roles = new Roles(directory, accountId);
  for (const role of options.roles) roles.put(role);
  const s3 = new Buckets(directory === undefined ? undefined : join(directory, "s3"));
  for (const name of options.bucketsOfOtherAccounts ?? [])
    if (s3.find(name) === undefined) s3.create(name, "999999999999", region);
  const home = { accountId, region };
  const places = new Places(directory, home, options.registry, options.openRegistry);
  await places.reopen().catch(async (error: unknown) => {
    // Registries that keep running would keep the process alive.
    await places.close();
    throw error;
  });
  const { ecr, eks } = await places.open(home);
  const webIdentity = new WebIdentity(options.oidc);
  const services = servicesOf({ keys, roles, buckets: s3, places, webIdentity });
  const loopback = await startLoopback(onePort(services));
  const { url } = loopback;
  return {
    ...loopback,
    accountId,
    region,
    s3,
    ecr,
    eks,
    places,
    roles,
    keys,
    close: async () => {
      await Promise.all([loopback.close(), places.close()]);
    },
    environment: () => ({
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_STS: url,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    }),
    userKey: (name) => {
      const arn = `arn:aws:iam::${accountId}:user/${name}`;
      return keys.issue({ accountId, arn, userId: "AIDAREHEARSALUSER0001" });
    },
    verifyClusterToken: (token, cluster) =>
      identifyClusterToken(token, cluster, keys, new URL(url).host),
  };
}
