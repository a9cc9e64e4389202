import type { Exchange, Loopback, Reply } from "../base/http.ts";
import { RegistryError } from "./errors.ts";
import type { ImageStore } from "./image-store.ts";

/** Returns whether a password is valid. `expired` means that it once was. */
export type Authorize = (password: string) => boolean | "expired";

/** What a client is about to do. `existing` is the digest that the tag refers to now. */
export interface Attempt {
  action: "pull" | "push";
  repository: string;
  tag?: string;
  digest?: string;
  existing?: string;
}

/**
 * Refuses an attempt by throwing a RegistryError. It enforces ECR's rules: the repository exists, tags are immutable.
 */
export type Guard = (attempt: Attempt) => void;

/** The access rules of a registry: for passwords, and for each attempt. */
export interface Rules {
  authorize?: Authorize;
  guard?: Guard;
}

/** An OCI registry (distribution specification v1.1) on loopback. */
export interface Registry extends Loopback {
  /** 127.0.0.1:PORT, as in image names. */
  host: string;
  /** The same images in-process, for the ECR API. */
  images: ImageStore;
  /** Sets the registry's access rules. ECR does this when it starts. */
  protect(rules: Rules): void;
}

/** Decides who may use a registry, and for what. Without rules, everybody may pull and push. */
export class Access {
  private authorize: Authorize | undefined;
  private guard: Guard | undefined;

  constructor(rules: Rules = {}) {
    this.protect(rules);
  }

  /** Sets the given rules. The other rules stay. */
  protect({ authorize, guard }: Rules): void {
    this.authorize = authorize ?? this.authorize;
    this.guard = guard ?? this.guard;
  }

  /** @throws RegistryError UNAUTHORIZED or DENIED */
  requireLogin(exchange: Exchange): void {
    requireLogin(exchange, this.authorize);
  }

  /** @throws RegistryError if the guard refuses the attempt */
  check(attempt: Attempt): void {
    this.guard?.(attempt);
  }
}

/** ECR takes Basic credentials for the user AWS, without a token exchange. @throws RegistryError */
function requireLogin(exchange: Exchange, authorize: Authorize | undefined): void {
  if (authorize === undefined) return;
  const [scheme = "", value = ""] = exchange.header("authorization").split(" ");
  const [user = "", ...password] = Buffer.from(value, "base64").toString("utf8").split(":");
  const known = scheme.toLowerCase() === "basic" && user === "AWS" && authorize(password.join(":"));
  if (known === "expired")
    throw new RegistryError(
      "DENIED",
      "Your authorization token has expired. Reauthenticate and try again.",
    );
  if (!known) throw new RegistryError("UNAUTHORIZED", "Not Authorized");
}

export const API_VERSION = { "docker-distribution-api-version": "registry/2.0" };

/** Makes the registry's answer to a refusal; undefined for any other error. */
export function failureReply(error: unknown, exchange: Exchange): Reply | undefined {
  if (!(error instanceof RegistryError)) return undefined;
  const realm = `Basic realm="http://${exchange.header("host")}/",service="ecr.amazonaws.com"`;
  return error.reply({
    ...API_VERSION,
    ...(error.code === "UNAUTHORIZED" && { "www-authenticate": realm }),
  });
}
