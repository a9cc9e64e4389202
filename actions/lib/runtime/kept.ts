import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";

/**
 * What a main step keeps for its post step, in its private folder: the post step is a process of its own, and what the
 * inputs came from, such as an environment file, may be gone by then.
 */
const FILES = { inputs: "inputs", secrets: "secrets.json" } as const;

/** What the main step holds for the whole job, for `giveBack` of its action. */
export const HELD = "held.json";

export const keepInputs = (temporaryDirectory: string, inputs: object): void =>
  keep(path.join(temporaryDirectory, FILES.inputs), serialize(inputs));

/** The inputs of the main step; undefined when it was killed, or failed, before it had read them. */
export const readKeptInputs = (temporaryDirectory: string): unknown =>
  read(path.join(temporaryDirectory, FILES.inputs), (bytes) => deserialize(bytes));

/** The post step writes to the log and the summary too, so it hides the same secrets. */
export const keepSecrets = (temporaryDirectory: string, secrets: Iterable<string>): void =>
  keep(path.join(temporaryDirectory, FILES.secrets), JSON.stringify([...secrets]));

export const readKeptSecrets = (temporaryDirectory: string): string[] =>
  (read(path.join(temporaryDirectory, FILES.secrets), (bytes) => JSON.parse(String(bytes))) as
    string[] | undefined) ?? [];

/** Replaces a file at once: a step that is killed meanwhile leaves the old one or the new one. */
function keep(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** A file that cannot be read counts as missing: nothing may keep the post step from what still runs. */
function read(file: string, parse: (bytes: Buffer) => unknown): unknown {
  try {
    return existsSync(file) ? parse(readFileSync(file)) : undefined;
  } catch {
    return undefined;
  }
}
