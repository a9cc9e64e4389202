import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import type { ProcessIdentity } from "./identity.ts";

/**
 * A command that was started. The post step finds this record in the private folder, whatever happened to the main
 * step.
 */
export interface Operation {
  /** What the command does, for people and for the rules of the post step: "terraform apply". */
  purpose: string;
  directory: string;
  process: ProcessIdentity;
  /** Files of its output, and how many bytes of each are already in the log. */
  stdout: { file: string; shown: number };
  stderr: { file: string; shown: number };
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** The command got its one SIGINT. */
  interrupted: boolean;
  /** The main step noticed its end, and acted on it. */
  ended: boolean;
}

const FOLDER = "operations";

/** Creates the folder of a new operation, mode 0700. */
export function operationFolder(temporaryDirectory: string): string {
  const folder = path.join(temporaryDirectory, FOLDER, randomUUID());
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Replaces the complete record at once: a step that is killed in the meantime leaves either the old record or the new
 * one.
 */
export function recordOperation(folder: string, operation: Operation): void {
  const file = path.join(folder, "operation.json");
  writeFileSync(`${file}.new`, JSON.stringify(operation), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Returns the operations of a step, oldest first. */
export function readOperations(temporaryDirectory: string): Operation[] {
  const folder = path.join(temporaryDirectory, FOLDER);
  return namesIn(folder)
    .map((name) => readRecord(path.join(folder, name, "operation.json")))
    .filter((one) => one !== undefined)
    .sort((a, b) => a.startedAt - b.startedAt);
}

function readRecord(file: string): Operation | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Operation;
  } catch {
    // The step was killed after it created the folder and before it started the program.
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
