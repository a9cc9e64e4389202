import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "@jest/globals";

/** Starts a server on loopback. @returns its address, such as http://127.0.0.1:4711, and a function that stops it */
export async function startServer(
  answer: RequestListener,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/**
 * Gives tests servers on loopback, each of which ends with its test.
 * @returns a function that starts one and returns its address
 */
export function useServers(): (answer: RequestListener) => Promise<string> {
  const started: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(started.splice(0).map((server) => server.close())));
  return async (answer) => {
    const server = await startServer(answer);
    started.push(server);
    return server.url;
  };
}
