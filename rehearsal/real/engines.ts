import { spawnSync } from "node:child_process";
import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import type { RealPart } from "./parts.ts";
import { ENGINES, requireCheckout, typeScriptOptions } from "./program.ts";

/** The parts whose engines `npm run engines` installs, with the engine's common name and the role of its program. */
const INSTALLED: Partial<Record<RealPart, { called: string; role: string }>> = {
  kubernetes: { called: "the real control plane", role: "control-plane" },
  registry: { called: "docker-registry", role: "registry" },
};

/**
 * Checks that the engines of the parts exist before anything runs: otherwise a run would fail in the middle.
 * @throws UsageError for the first engine that is not on this machine
 */
export function requireEngines(
  parts: readonly RealPart[],
  environment: NodeJS.ProcessEnv = process.env,
): void {
  for (const part of parts) {
    const engine = INSTALLED[part];
    if (engine === undefined) continue;
    const program = path.join(ENGINES, "where.ts");
    requireCheckout(part, program);
    const argv = [...typeScriptOptions(), program, part, engine.role];
    const { status } = spawnSync(process.execPath, argv, { stdio: "ignore", env: environment });
    if (status !== 0)
      throw new UsageError(
        `--real ${part}: ${engine.called} is not on this machine. "npm run engines -- --only ${part}" installs it. Without ${part} in --real, the embedded one is used.`,
      );
  }
}
