import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UsageError, causeOf } from "../base/usage-error.ts";

const KEPT = new Set(["world", "runs"]);

/**
 * Opens the folder of the world and its runs: the kept folder, or a temporary one.
 * @throws UsageError if it is not writable, or contains something else
 */
export function openFolder(keep: string | undefined): string {
  if (keep === undefined) return mkdtempSync(path.join(tmpdir(), "eks-pipeline-rehearsal-"));
  const folder = path.resolve(keep);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new UsageError(
      `--keep: "${folder}" is a file. Expected a folder: a new or empty one, or one that an earlier run kept.`,
    );
  attempt("--keep", folder, () => {
    createFolder(folder);
    accessSync(folder, constants.W_OK);
  });
  const other = readdirSync(folder).find((name) => !KEPT.has(name));
  if (other !== undefined)
    throw new UsageError(
      `--keep: "${folder}" is not a kept world: it contains ${other}. Expected a new or empty folder, or one that an earlier run kept.`,
    );
  return folder;
}

/** Creates one level after the other: with `recursive`, mkdirSync of Node 20 never returns for a folder in /proc. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return;
  createFolder(path.dirname(folder));
  mkdirSync(folder);
}

/**
 * Checks that a file of this name can be written later.
 * @param option the option that named it, such as --json
 * @throws UsageError if it cannot be written
 */
export function checkOutputFile(option: string, file: string | undefined): void {
  if (file === undefined) return;
  const target = path.resolve(file);
  if (existsSync(target) && statSync(target).isDirectory())
    throw new UsageError(
      `${option}: "${target}" is a folder. Expected the name of a file, for example ${path.join(file, "result")}.`,
    );
  const folder = path.dirname(target);
  if (!existsSync(folder))
    throw new UsageError(
      `${option}: the folder "${folder}" does not exist. Expected a file in an existing folder. Create the folder, or choose another one.`,
    );
  attempt(option, target, () => accessSync(existsSync(target) ? target : folder, constants.W_OK));
}

function attempt(option: string, value: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new UsageError(
      `${option}: "${value}" cannot be written (${causeOf(error)}). Choose a place that you can write to.`,
    );
  }
}
