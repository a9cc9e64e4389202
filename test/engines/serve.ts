import type { Outcome } from "../../rehearsal/real/protocol.ts";
import { reasonOf } from "./engine.ts";

/** A server, and what the rehearsal has to know about it. */
interface Serving<Ready> {
  ready: Ready;
  stop: () => Promise<void>;
}

/** Sends a message to the rehearsal if it still listens. */
export const send = (message: object): void => {
  if (process.connected) process.send?.(message);
};

/**
 * Runs an engine for the rehearsal (`--real`). The rehearsal starts this process with an IPC channel, and with options
 * as JSON in the first argument. The process ends when the channel closes. See rehearsal/real/program.ts.
 */
export async function serve<Ready>(
  start: (options: unknown) => Promise<Serving<Ready>>,
): Promise<void> {
  const closed = new Promise<void>((resolve) => process.once("disconnect", resolve));
  // Ctrl-C goes to the whole process group. The rehearsal first cancels the run and then closes the channel.
  process.on("SIGINT", () => undefined);
  const tell = (outcome: Outcome<Ready>): void => send(outcome);
  let serving: Serving<Ready> | undefined;
  try {
    serving = await start(JSON.parse(process.argv[2] ?? "{}"));
    tell({ ready: serving.ready });
    await closed;
  } catch (error) {
    tell({ problem: reasonOf(error) });
  } finally {
    await serving?.stop();
    if (process.connected) process.disconnect();
  }
}
