import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { startLoopback, type Exchange, type Loopback, type Reply } from "../base/http.ts";
import type { Registry } from "../registry/index.ts";
import { ecrFailure, ecrOperationOf, serveEcr } from "./ecr/endpoint.ts";
import type { Repositories } from "./ecr/repositories.ts";
import type { Clusters } from "./eks/clusters.ts";
import { eksFailure, eksOperationOf, serveEks } from "./eks/endpoint.ts";
import { AwsError, notServed, type ServiceName } from "./errors.ts";
import { Keys, type AccessKey } from "./keys.ts";
import { Places } from "./places.ts";
import { Buckets } from "./s3/buckets.ts";
import { s3Failure, serveS3 } from "./s3/endpoint.ts";
import { operationOf } from "./s3/operations.ts";
import { signedRequestOf } from "./authentication.ts";
import { readAuthorization } from "./signature.ts";
import { identifyClusterToken, type ClusterIdentity } from "./sts/cluster-token.ts";
import { serveSts, stsFailure, stsOperationOf } from "./sts/endpoint.ts";
import { Roles, type Role } from "./sts/roles.ts";
import { WebIdentity, type IdentityProvider } from "./sts/web-identity.ts";

export type { Policy, Statement } from "./policy.ts";
export type { Principal } from "./keys.ts";
export type { Place, Scope } from "./places.ts";
export type { Role } from "./sts/roles.ts";
export interface AwsOptions {
  /** Where everything is kept; without it, it ends with the process. */
  directory?: string;
  /** The home account and region; others appear when they are used. */
  accountId: string;
  region: string;
  oidc: IdentityProvider;
  roles: Role[];
  /** That of the home account and region. */
  registry: Registry;
  /** Names that other accounts have taken: S3's bucket names are global. */
  bucketsOfOtherAccounts?: string[];
}

/** S3, STS, ECR and EKS of every account and region, on one port: the signature says which are meant. */
export interface Aws extends Loopback {
  accountId: string;
  region: string;
  /** Variables that lead every SDK, the CLI and terraform here. */
  environment(): Record<string, string>;
  s3: Buckets;
  /** Of the home account and region. */
  ecr: Repositories;
  /** Of the home account and region. */
  eks: Clusters;
  places: Places;
  roles: Roles;
  keys: Keys;
  /** A long-lived key of an IAM user with full rights: for what runs outside of a workflow. */
  userKey(name: string): AccessKey;
  /** Who a Kubernetes bearer token belongs to; rejects with an Error that says what is wrong with it. */
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
  const places = new Places(directory, home, options.registry);
  await places.reopen();
  const { ecr, eks } = await places.open(home);
  const webIdentity = new WebIdentity(options.oidc);
  const services: Record<ServiceName, Service> = {
    s3: {
      serve: (exchange) => serveS3(exchange, { keys, roles, buckets: s3 }),
      operationOf: (exchange) => operationOf(exchange)?.name,
      failureReply: s3Failure,
    },
    sts: {
      serve: (exchange) => serveSts(exchange, { keys, roles, webIdentity }),
      operationOf: stsOperationOf,
      failureReply: stsFailure,
    },
    ecr: {
      serve: (exchange) => serveEcr(exchange, { keys, roles, places }),
      operationOf: ecrOperationOf,
      failureReply: ecrFailure,
    },
    eks: {
      serve: (exchange) => serveEks(exchange, { keys, roles, places }),
      operationOf: eksOperationOf,
      failureReply: eksFailure,
    },
  };
  const loopback = await startLoopback({
    // `s3:PutObject`, `sts:GetCallerIdentity` …: the name that logs and faults know a request by.
    async classify(exchange) {
      const service = serviceOf(exchange);
      return `${service}:${(await services[service].operationOf(exchange)) ?? "Unknown"}`;
    },
    async handle(exchange) {
      requireKnownService(exchange);
      const reply = await services[serviceOf(exchange)].serve(exchange);
      return { ...reply, headers: { "x-amzn-requestid": randomUUID(), ...reply.headers } };
    },
    failed: (error, exchange) =>
      error instanceof AwsError ? services[serviceOf(exchange)].failureReply(error) : undefined,
  });
  const { url } = loopback;
  return {
    ...loopback,
    ...{ accountId, region, s3, ecr, eks, places, roles, keys },
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

interface Service {
  serve(exchange: Exchange): Promise<Reply>;
  /** The service's own name of a request; undefined when it is not served. */
  operationOf(exchange: Exchange): Promise<string> | string | undefined;
  /** A refusal in the form of the service's protocol. */
  failureReply(error: AwsError): Reply;
}

const SERVICES: readonly string[] = ["s3", "sts", "ecr", "eks"];

/** All services share one port: the signature's scope says which is meant, else what only one protocol has. */
function serviceOf(exchange: Exchange): ServiceName {
  const service = readAuthorization(signedRequestOf(exchange))?.service ?? "";
  if (SERVICES.includes(service)) return service as ServiceName;
  if (exchange.header("x-amz-target") !== "") return "ecr";
  if (exchange.header("content-type").startsWith("application/x-www-form-urlencoded")) return "sts";
  return exchange.url.pathname.startsWith("/clusters") ? "eks" : "s3";
}

/** @throws AwsError that names a request to another service, for example `kms TrentService.Decrypt` */
function requireKnownService(exchange: Exchange): void {
  const service = readAuthorization(signedRequestOf(exchange))?.service ?? "s3";
  const target = exchange.header("x-amz-target");
  if (!SERVICES.includes(service))
    throw notServed(`${service} ${target === "" ? exchange.url.pathname : target}`);
}
