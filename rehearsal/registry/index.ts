import { startLoopback } from "../base/http.ts";
import { compileRoutes } from "../base/routes.ts";
import { API_VERSION, Access, failureReply, type Registry, type Rules } from "./access.ts";
import { ROUTES } from "./endpoints.ts";
import { notServed } from "./errors.ts";
import { Images } from "./images.ts";

export { readConfiguration } from "./configuration.ts";
export type { Attempt, Registry } from "./access.ts";
export { RegistryError } from "./errors.ts";
export { startEcrProxy } from "./ecr-proxy.ts";
export { StoredImages } from "./stored-images.ts";
export { Images } from "./images.ts";

export interface RegistryOptions extends Rules {
  /** The folder for blobs, manifests and tags. */
  directory: string;
}

export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const access = new Access(options);
  const images = new Images(options.directory, access);
  const find = compileRoutes(ROUTES);
  const loopback = await startLoopback({
    classify: ({ method, url }) =>
      find(method === "HEAD" ? "GET" : method, url.pathname)?.route.operation,
    async handle(exchange) {
      access.requireLogin(exchange);
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
    protect: (rules) => access.protect(rules),
  };
}
