import { EngineProblem, reasonOf, type Found } from "../engines/engine.ts";
import { ENGINES } from "../engines/engines.ts";

/**
 * The engines that a suite needs, as they are found on this machine; nothing is installed. When one of them is
 * missing, prints one line `SKIPPED <suite>: <what to install>` and gives undefined: the suite is skipped then.
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
  // Past jest's console, which would put a stack trace around the line.
  process.stdout.write(`SKIPPED ${suite}: npm run engines, or install ${missing.join(", ")}\n`);
  return undefined;
}

function problem(error: unknown): string {
  if (error instanceof EngineProblem) return reasonOf(error);
  throw error;
}
