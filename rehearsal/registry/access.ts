import type { Exchange, Loopback, Reply } from "../base/http.ts";
import { RegistryError } from "./errors.ts";
import type { ImageStore } from "./image-store.ts";
import type { Guard } from "./images.ts";

/** Whether a password opens the registry. `expired` says that it once did. */
export type Authorize = (password: string) => boolean | "expired";

/** An OCI registry (distribution specification v1.1) on loopback. */
export interface Registry extends Loopback {
  /** 127.0.0.1:PORT, as image names have it. */
  host: string;
  /** The same images in-process, for the ECR API. */
  images: ImageStore;
  /** Puts rules in front of the registry: ECR does so when it starts. */
  protect(rules: { authorize?: Authorize; guard?: Guard }): void;
}

/** ECR takes Basic credentials for the user AWS, without an exchange of tokens. @throws RegistryError */
export function requireLogin(exchange: Exchange, authorize: Authorize | undefined): void {
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
