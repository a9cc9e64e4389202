import { EngineProblem, type Engine, type Found, type Started } from "./engine.ts";

/** Finds an engine. @throws EngineProblem that says how to install it, if it is missing */
export async function requireFound(engine: Engine<unknown, never>): Promise<Found> {
  const found = await engine.find();
  if (found === undefined)
    throw new EngineProblem(
      `${engine.name} is not installed: npm run engines -- --only ${engine.name} (needs ${engine.needs})`,
    );
  return found;
}

/**
 * Starts an engine that is found now, or that was found before.
 * @throws EngineProblem if it is missing or does not start
 */
export async function startEngine<Running, Options>(
  engine: Engine<Running, Options>,
  options: Options,
  found?: Found,
): Promise<Started<Running>> {
  if (engine.start === undefined) throw new EngineProblem(`${engine.name} is not a server`);
  return engine.start(found ?? (await requireFound(engine)), options);
}
