import { randomUUID } from "node:crypto";
import type { Exchange, LoopbackOptions, Reply } from "../base/http.ts";
import { signedRequestOf } from "./authentication.ts";
import { ecrFailure, ecrOperationOf, serveEcr } from "./ecr/endpoint.ts";
import { eksFailure, eksOperationOf, serveEks } from "./eks/endpoint.ts";
import { AwsError, notServed, type ServiceName } from "./errors.ts";
import type { Keys } from "./keys.ts";
import type { Places } from "./places.ts";
import type { Regional } from "./regional.ts";
import type { Buckets } from "./s3/buckets.ts";
import { s3Failure, serveS3 } from "./s3/endpoint.ts";
import { operationOf } from "./s3/operations.ts";
import {
  secretsManagerFailure,
  secretsManagerOperationOf,
  serveSecretsManager,
} from "./secretsmanager/endpoint.ts";
import { readAuthorization } from "./signature.ts";
import { serveSts, stsFailure, stsOperationOf } from "./sts/endpoint.ts";
import type { Roles } from "./sts/roles.ts";
import type { WebIdentity } from "./sts/web-identity.ts";

/** One AWS service and the protocol that it uses. */
interface Service {
  serve(exchange: Exchange): Promise<Reply>;
  /** Returns the service's own name for a request; undefined if the request is not served. */
  operationOf(exchange: Exchange): Promise<string> | string | undefined;
  /** Renders a refusal in the service's protocol. */
  failureReply(error: AwsError): Reply;
}

type Services = Readonly<Record<ServiceName, Service>>;

/** The resources of the services, and their users. */
interface Kept {
  keys: Keys;
  roles: Roles;
  buckets: Buckets;
  places: Places;
  webIdentity: WebIdentity;
}

export function servicesOf({ keys, roles, buckets, places, webIdentity }: Kept): Services {
  const regional: Regional = { keys, roles, places };
  return {
    s3: {
      serve: (exchange) => serveS3(exchange, { keys, roles, buckets }),
      operationOf: (exchange) => operationOf(exchange)?.name,
      failureReply: s3Failure,
    },
    sts: {
      serve: (exchange) => serveSts(exchange, { keys, roles, webIdentity }),
      operationOf: stsOperationOf,
      failureReply: stsFailure,
    },
    ecr: {
      serve: (exchange) => serveEcr(exchange, regional),
      operationOf: ecrOperationOf,
      failureReply: ecrFailure,
    },
    eks: {
      serve: (exchange) => serveEks(exchange, regional),
      operationOf: eksOperationOf,
      failureReply: eksFailure,
    },
    secretsmanager: {
      serve: (exchange) => serveSecretsManager(exchange, regional),
      operationOf: secretsManagerOperationOf,
      failureReply: secretsManagerFailure,
    },
  };
}

/** Serves all services on one port. */
export function onePort(services: Services): LoopbackOptions {
  return {
    // Logs and faults identify a request by this name: `s3:PutObject`, `sts:GetCallerIdentity` …
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
  };
}

const SERVICES: readonly string[] = ["s3", "sts", "ecr", "eks", "secretsmanager"];

/**
 * Returns the service of a request. All services share one port. The signature's scope states the service; an unsigned
 * request is recognized by what only one protocol has.
 */
function serviceOf(exchange: Exchange): ServiceName {
  const service = readAuthorization(signedRequestOf(exchange))?.service ?? "";
  if (SERVICES.includes(service)) return service as ServiceName;
  if (secretsManagerOperationOf(exchange) !== undefined) return "secretsmanager";
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
