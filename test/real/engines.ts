import { EngineProblem, reasonOf, type Found } from "../engines/engine.ts";
import { ENGINES } from "../engines/engines.ts";

/**
 * Finds the engines that a suite needs on this machine. Installs nothing. If an engine is missing, prints one line
 * `SKIPPED <suite>: <what to install>`.
 * @returns undefined if an engine is missing: then the suite is skipped
 */
export async function requireEngines<Name extends string>(
  suite: string,
  names: readonly Name[],
): Promise<Record<Name, Found> | undefined> {
  const found: Record<string, Found> = {};
  const missing: string[] = [];
  for (const name of names) {
    const engine = ENGINES.find((one) => one.name === name);
    if (engine === undefined) throw new Error(`no engine is called ${name}`);
    const one = await engine.find().catch(problem);
    if (one === undefined || typeof one === "string")
      missing.push(`${name} (${one ?? engine.needs})`);
    else found[name] = one;
  }
  if (missing.length === 0) return found;
  // Not through jest's console, which would add a stack trace to the line.
  process.stdout.write(`SKIPPED ${suite}: npm run engines, or install ${missing.join(", ")}\n`);
  return undefined;
}

function problem(error: unknown): string {
  if (error instanceof EngineProblem) return reasonOf(error);
  throw error;
}
