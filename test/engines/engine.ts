/** A program by another maker that was found on this machine. */
export interface Found {
  /** Where it was found: `PATH`, the name of an environment variable, `cache`, `docker`. */
  origin: string;
  version: string;
  /** Absolute paths by role, for example `{ tofu: "…/tofu" }`. */
  files: Readonly<Record<string, string>>;
  /** Environment variables that its programs need in addition to the caller's, for example LD_LIBRARY_PATH. */
  environment?: Readonly<Record<string, string>>;
}

/** Takes one line of progress. */
export type Log = (line: string) => void;

/** Result of `start`: what the suites need to reach the engine, and a function that stops it. */
export type Started<Running> = Running & {
  /** Stops everything that `start` started and removes its run directory. Safe to call twice. */
  stop: () => Promise<void>;
};

/**
 * An independent implementation that the suites run against.
 *
 * `find` is cheap and never changes anything. `install` fills the cache from package registries. Only
 * engines that are servers have `start`. All three throw EngineProblem if the reason is known.
 */
export interface Engine<Running = unknown, Options = unknown> {
  name: string;
  purpose: string;
  /** The pinned version; an engine found elsewhere may have another one. */
  version: string;
  /** What a person has to install if we cannot, for example `Go >= 1.26`. */
  needs: string;
  find(): Promise<Found | undefined>;
  install(log: Log): Promise<Found>;
  start?(found: Found, options: Options): Promise<Started<Running>>;
}

/** A problem in one line that a person can act on: what is wrong and what to do about it. */
export class EngineProblem extends Error {
  override name = "EngineProblem";
}

/** Returns the reason in one line, for any thrown value. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = "", ...rest] = text.split("\n").map((part) => part.trim());
  return rest.length === 0 ? line : [line, ...rest].filter((part) => part !== "").join(" | ");
}
