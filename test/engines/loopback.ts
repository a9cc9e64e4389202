import { createServer, type AddressInfo } from "node:net";

/** Returns a port of 127.0.0.1 that nothing listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts a server that cannot choose a free port itself. Another program may take the port before the
 * server starts. Then this tries again with another port, three times in total.
 */
export async function withFreePorts<Result>(
  count: number,
  start: (ports: readonly number[]) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const ports: number[] = [];
    while (ports.length < count) {
      const port = await freePort();
      if (!ports.includes(port)) ports.push(port);
    }
    try {
      return await start(ports);
    } catch (error) {
      const taken = /address already in use|EADDRINUSE/i.test(String(error));
      if (!taken || attempt === 3) throw error;
    }
  }
}

/** Returns whether the URL answers with this status. */
export async function answers(url: string, status = 200): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.arrayBuffer();
  return response.status === status;
}
