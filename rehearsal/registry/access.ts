import type { Exchange, Loopback, Reply } from "../base/http.ts";
import { RegistryError } from "./errors.ts";
import type { ImageStore } from "./image-store.ts";

/** Whether a password opens the registry. `expired` says that it once did. */
export type Authorize = (password: string) => boolean | "expired";

/** What a client is about to do; `existing` is the digest that the tag has now. */
export interface Attempt {
  action: "pull" | "push";
  repository: string;
  tag?: string;
  digest?: string;
  existing?: string;
}

/** Refuses by throwing a RegistryError: ECR's rules (repository exists, tags are immutable) come in here. */
export type Guard = (attempt: Attempt) => void;

/** What decides who may use a registry: by the password, and for each attempt. */
export interface Rules {
  authorize?: Authorize;
  guard?: Guard;
}

/** An OCI registry (distribution specification v1.1) on loopback. */
export interface Registry extends Loopback {
  /** 127.0.0.1:PORT, as image names have it. */
  host: string;
  /** The same images in-process, for the ECR API. */
  images: ImageStore;
  /** Puts rules in front of the registry: ECR does so when it starts. */
  protect(rules: Rules): void;
}

/** Who may use a registry, and for what. Without rules, everybody may pull and push. */
export class Access {
  private authorize: Authorize | undefined;
  private guard: Guard | undefined;

  constructor(rules: Rules = {}) {
    this.protect(rules);
  }

  /** Sets the rules that are given; the others stay. */
  protect({ authorize, guard }: Rules): void {
    this.authorize = authorize ?? this.authorize;
    this.guard = guard ?? this.guard;
  }

  /** @throws RegistryError UNAUTHORIZED or DENIED */
  requireLogin(exchange: Exchange): void {
    requireLogin(exchange, this.authorize);
  }

  /** @throws RegistryError the refusal of the guard */
  check(attempt: Attempt): void {
    this.guard?.(attempt);
  }
}

/** ECR takes Basic credentials for the user AWS, without an exchange of tokens. @throws RegistryError */
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

/** How the registry answers a refusal; undefined for any other error. */
export function failureReply(error: unknown, exchange: Exchange): Reply | undefined {
  if (!(error instanceof RegistryError)) return undefined;
  const realm = `Basic realm="http://${exchange.header("host")}/",service="ecr.amazonaws.com"`;
  return error.reply({
    ...API_VERSION,
    ...(error.code === "UNAUTHORIZED" && { "www-authenticate": realm }),
  });
}
