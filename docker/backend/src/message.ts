import { hostname } from "node:os";
import { json } from "./server.ts";
import type { Service } from "./server.ts";

export interface Message {
  message: string;
  /** Version of the image. */
  version: string;
  /** Name of the pod. */
  hostname: string;
}

/** Serves `GET /api` and `GET /api/message`: the load balancer routes /api here and does not remove the prefix. */
export const messages = (version: string, host = hostname()): Service => ({
  get(path) {
    const message: Message = { message: "Hello from the backend", version, hostname: host };
    const found = path === "/api" || path === "/api/message";
    return Promise.resolve(
      found ? json(200, message) : json(404, { error: "there is only /api and /api/message" }),
    );
  },
  // The backend depends on no other service, so it is ready as soon as it listens.
  ready: () => Promise.resolve(true),
});
