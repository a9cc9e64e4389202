import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "@jest/globals";

/** A server on loopback. @returns its address, such as http://127.0.0.1:4711, and how to end it */
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

/** Servers on loopback that end with the test which started them. @returns starts one and gives its address */
export function useServers(): (answer: RequestListener) => Promise<string> {
  const started: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(started.splice(0).map((server) => server.close())));
  return async (answer) => {
    const server = await startServer(answer);
    started.push(server);
    return server.url;
  };
}
