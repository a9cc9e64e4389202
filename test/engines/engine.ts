/** A program that somebody else made, as it was found on this machine. */
export interface Found {
  /** Where it comes from: `PATH`, an environment variable's name, `cache`, `docker`. */
  origin: string;
  version: string;
  /** Absolute paths by role, for example `{ tofu: "…/tofu" }`. */
  files: Readonly<Record<string, string>>;
  /** What its programs need in their environment beside the caller's, for example LD_LIBRARY_PATH. */
  environment?: Readonly<Record<string, string>>;
}

/** Takes one line of progress. */
export type Log = (line: string) => void;

/** What `start` gives: whatever the suites need to reach the engine, and the way to end it. */
export type Started<Running> = Running & {
  /** Ends everything that `start` started and removes its run directory. Safe to call twice. */
  stop: () => Promise<void>;
};

/**
 * One independent implementation that the suites are run against.
 *
 * `find` is cheap and never changes anything; `install` fills the cache from package registries;
 * `start` is there for engines that serve. All three throw EngineProblem when the reason is known.
 */
export interface Engine<Running = unknown, Options = unknown> {
  name: string;
  purpose: string;
  /** The pinned version; an engine found elsewhere may have another one. */
  version: string;
  /** What a person has to install when we cannot, for example `Go >= 1.26`. */
  needs: string;
  find(): Promise<Found | undefined>;
  install(log: Log): Promise<Found>;
  start?(found: Found, options: Options): Promise<Started<Running>>;
}

/** A reason that a person can act on, in one line: what is wrong and what to do about it. */
export class EngineProblem extends Error {
  override name = "EngineProblem";
}

/** The reason in one line, whatever was thrown. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = "", ...rest] = text.split("\n").map((part) => part.trim());
  return rest.length === 0 ? line : [line, ...rest].filter((part) => part !== "").join(" | ");
}
