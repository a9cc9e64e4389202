import { EngineProblem } from "../engines/engine.ts";
import { ENGINES } from "../engines/engines.ts";
import { requireFound } from "../engines/start.ts";
import { SERVICES } from "./services.ts";

/**
 * Returns the services that `--only s3,sts` names, or all services without `--only`.
 * @param further names that a command knows in addition to the services
 *
 * @throws Error that names the unknown and the known names
 */
export function selectServices(only: string | undefined, further: string[] = []): string[] {
  const known = [...Object.keys(SERVICES), ...further];
  const names = only?.split(",").map((name) => name.trim()) ?? known;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`no service ${unknown.join(", ")}; there are ${known.join(", ")}`);
  return names;
}

/** Returns what has to be installed before a service can be compared. @returns undefined if nothing is missing */
export async function missingEngine(engines: readonly string[]): Promise<string | undefined> {
  for (const name of engines) {
    const engine = ENGINES.find((one) => one.name === name);
    if (engine === undefined) throw new Error(`there is no engine ${name}`);
    try {
      await requireFound(engine);
    } catch (error) {
      if (error instanceof EngineProblem) return error.message;
      throw error;
    }
  }
  return undefined;
}
