import { registry } from "../../engines/registry.ts";
import type { Side } from "../service.ts";
import type { RegistryClient } from "./client.ts";

/** https://github.com/distribution/distribution */
export async function theirs(): Promise<Side<RegistryClient>> {
  const found = await registry.find();
  if (found === undefined || registry.start === undefined)
    throw new Error("docker-registry is not installed: npm run engines");
  const server = await registry.start(found, {});
  return { client: { url: server.url }, stop: () => server.stop() };
}
