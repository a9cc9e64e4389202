import { startLoopback, type Exchange, type Loopback, type Reply } from "../base/http.ts";
import { compileRoutes } from "../base/routes.ts";
import { ROUTES } from "./endpoints.ts";
import { notServed, RegistryError } from "./errors.ts";
import { Images, type Guard } from "./images.ts";

export { RegistryError } from "./errors.ts";
export { Images, type Attempt, type Guard, type ManifestEntry } from "./images.ts";

/** Whether a password opens the registry. `expired` says that it once did. */
export type Authorize = (password: string) => boolean | "expired";

export interface RegistryOptions {
  /** Where blobs, manifests and tags live. */
  directory: string;
  /** Without it, everybody may pull and push. */
  authorize?: Authorize;
  guard?: Guard;
}

/** An OCI registry (distribution specification v1.1) on loopback. */
export interface Registry extends Loopback {
  /** 127.0.0.1:PORT, as image names have it. */
  host: string;
  /** The same images in-process, for the ECR API. */
  images: Images;
  /** Puts rules in front of the registry: ECR does so when it starts. */
  protect(rules: { authorize?: Authorize; guard?: Guard }): void;
}

export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const images = new Images(options.directory);
  if (options.guard !== undefined) images.guard = options.guard;
  let { authorize } = options;
  const find = compileRoutes(ROUTES);
  const loopback = await startLoopback({
    classify: ({ method, url }) =>
      find(method === "HEAD" ? "GET" : method, url.pathname)?.route.operation,
    async handle(exchange) {
      requireLogin(exchange, authorize);
      const method = exchange.method === "HEAD" ? "GET" : exchange.method;
      const match = find(method, exchange.url.pathname);
      if (match === undefined) throw notServed(`${exchange.method} ${exchange.url.pathname}`);
      const reply = await match.route.handle(exchange, match.parameters, images);
      return { ...reply, headers: { ...API_VERSION, ...reply.headers } };
    },
    failed: failureReply,
  });
  return {
    ...loopback,
    host: new URL(loopback.url).host,
    images,
    protect(rules) {
      authorize = rules.authorize ?? authorize;
      images.guard = rules.guard ?? images.guard;
    },
  };
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

const API_VERSION = { "docker-distribution-api-version": "registry/2.0" };

/** How the registry answers a refusal; undefined for any other error. */
export function failureReply(error: unknown, exchange: Exchange): Reply | undefined {
  if (!(error instanceof RegistryError)) return undefined;
  const realm = `Basic realm="http://${exchange.header("host")}/",service="ecr.amazonaws.com"`;
  return error.reply({
    ...API_VERSION,
    ...(error.code === "UNAUTHORIZED" && { "www-authenticate": realm }),
  });
}
