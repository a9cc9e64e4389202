import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deserialize, serialize } from "node:v8";

/**
 * Files that a main step keeps for its post step, in its private folder. The post step is a separate process, and the
 * sources of the inputs, such as an environment file, may be deleted before it runs.
 */
const FILES = { inputs: "inputs", secrets: "secrets.json" } as const;

/** What the main step holds for the whole job, for `giveBack` of its action. */
export const HELD = "held.json";

export const keepInputs = (temporaryDirectory: string, inputs: object): void =>
  keep(path.join(temporaryDirectory, FILES.inputs), serialize(inputs));

/** Returns the inputs of the main step; undefined if it was killed, or failed, before it had read them. */
export const readKeptInputs = (temporaryDirectory: string): unknown =>
  read(path.join(temporaryDirectory, FILES.inputs), (bytes) => deserialize(bytes));

/** Keeps the secrets. The post step writes to the log and the summary too, so it hides the same secrets. */
export const keepSecrets = (temporaryDirectory: string, secrets: Iterable<string>): void =>
  keep(path.join(temporaryDirectory, FILES.secrets), JSON.stringify([...secrets]));

export const readKeptSecrets = (temporaryDirectory: string): string[] =>
  (read(path.join(temporaryDirectory, FILES.secrets), (bytes) => JSON.parse(String(bytes))) as
    string[] | undefined) ?? [];

/**
 * Replaces a complete file at once: a step that is killed in the meantime leaves either the old file or the new one.
 */
function keep(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Reads a file. A file that cannot be read counts as missing: nothing may prevent the post step from handling commands
 * that still run.
 */
function read(file: string, parse: (bytes: Buffer) => unknown): unknown {
  try {
    return existsSync(file) ? parse(readFileSync(file)) : undefined;
  } catch {
    return undefined;
  }
}
