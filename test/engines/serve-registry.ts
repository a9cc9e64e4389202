// Runs a docker-registry for the rehearsal (`--real registry`). See rehearsal/real/registry.ts.
import type { RunningRegistry, StorageOptions } from "../../rehearsal/real/protocol.ts";
import { registry } from "./registry.ts";
import { serve } from "./serve.ts";
import { startEngine } from "./start.ts";

await serve<RunningRegistry>(async (options) => {
  const { storage } = options as StorageOptions;
  const { url, stop } = await startEngine(registry, { directory: storage });
  return { ready: { url }, stop };
});
