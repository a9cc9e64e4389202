import { hostname } from "node:os";
import type { IncomingMessage } from "node:http";
import type { Answer } from "./server.ts";

export interface Message {
  message: string;
  /** Version of the image. */
  version: string;
  /** Name of the pod. */
  hostname: string;
}

/** Serves `GET /api/message`. */
export const messageHandler =
  (version: string, host = hostname()) =>
  (request: IncomingMessage): Promise<Answer> => {
    const path = (request.url ?? "/").split("?")[0];
    const message: Message = { message: "Hello from the backend", version, hostname: host };
    const found = path === "/api/message";
    return Promise.resolve({
      status: found ? 200 : 404,
      type: "application/json",
      body: JSON.stringify(found ? message : { error: "there is only /api/message" }),
    });
  };
