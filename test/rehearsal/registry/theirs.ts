import { registry } from "../../engines/registry.ts";
import { startEngine } from "../../engines/start.ts";
import type { Side } from "../service.ts";
import type { RegistryClient } from "./client.ts";

/** https://github.com/distribution/distribution */
export async function theirs(): Promise<Side<RegistryClient>> {
  const server = await startEngine(registry, {});
  return { client: { url: server.url }, stop: () => server.stop() };
}
