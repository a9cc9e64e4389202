import { EngineProblem } from "../engines/engine.ts";
import { ENGINES } from "../engines/engines.ts";
import { requireFound } from "../engines/start.ts";
import { SERVICES } from "./services.ts";

/**
 * The services that `--only s3,sts` names, all without it. `further` are names that a command knows besides.
 *
 * @throws Error that names what does not exist and what does
 */
export function selectServices(only: string | undefined, further: string[] = []): string[] {
  const known = [...Object.keys(SERVICES), ...further];
  const names = only?.split(",").map((name) => name.trim()) ?? known;
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`no service ${unknown.join(", ")}; there are ${known.join(", ")}`);
  return names;
}

/** What has to be installed before a service can be compared; undefined when everything is there. */
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
