import { EngineProblem, type Engine, type Found, type Started } from "./engine.ts";

/** @throws EngineProblem that says how to install what is missing */
export async function requireFound(engine: Engine<unknown, never>): Promise<Found> {
  const found = await engine.find();
  if (found === undefined)
    throw new EngineProblem(
      `${engine.name} is not installed: npm run engines -- --only ${engine.name} (needs ${engine.needs})`,
    );
  return found;
}

/** Starts an engine as it is found on this machine, or as it was found before. @throws EngineProblem */
export async function startEngine<Running, Options>(
  engine: Engine<Running, Options>,
  options: Options,
  found?: Found,
): Promise<Started<Running>> {
  if (engine.start === undefined) throw new EngineProblem(`${engine.name} is not a server`);
  return engine.start(found ?? (await requireFound(engine)), options);
}
