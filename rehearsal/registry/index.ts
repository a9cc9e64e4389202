import { startLoopback } from "../base/http.ts";
import { compileRoutes } from "../base/routes.ts";
import {
  API_VERSION,
  failureReply,
  requireLogin,
  type Authorize,
  type Registry,
} from "./access.ts";
import { ROUTES } from "./endpoints.ts";
import { notServed } from "./errors.ts";
import { Images, type Guard } from "./images.ts";

export { readConfiguration } from "./configuration.ts";
export type { Registry } from "./access.ts";
export { RegistryError } from "./errors.ts";
export { startEcrProxy } from "./ecr-proxy.ts";
export { StoredImages } from "./stored-images.ts";
export { Images, type Attempt } from "./images.ts";

export interface RegistryOptions {
  /** Where blobs, manifests and tags live. */
  directory: string;
  /** Without it, everybody may pull and push. */
  authorize?: Authorize;
  guard?: Guard;
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
