import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startRegistry } from "../../../rehearsal/registry/index.ts";
import type { Side } from "../service.ts";
import type { RegistryClient } from "./client.ts";

/** Starts the embedded registry, without ECR's rules in front of it. */
export async function ours(): Promise<Side<RegistryClient>> {
  const directory = mkdtempSync(path.join(tmpdir(), "conformance-"));
  const registry = await startRegistry({ directory });
  return {
    client: { url: registry.url },
    async stop() {
      await registry.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
