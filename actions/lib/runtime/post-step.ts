import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { isGroupRunning } from "../process/identity.ts";
import { readOperations } from "../process/operation.ts";
import type { Operation } from "../process/operation.ts";
import { erroredStateFile, isApply } from "../terraform/apply-operation.ts";
import { HELD } from "./kept.ts";

/**
 * Ends the post step if the main step has left no work except removing its private folder, which is the usual case. It
 * is in a separate bundle, because Node takes five times as long to read the bundle of the whole action.
 * @returns whether the post step is done; if not, the action itself must handle what was left, see post.ts
 */
export function endPostStep(): boolean {
  const temporaryDirectory = process.env["STATE_temporaryDirectory"] ?? "";
  if (leavesWork(temporaryDirectory)) return false;
  rmSync(temporaryDirectory, { recursive: true, force: true });
  return true;
}

/** Returns whether work is left, by the rules of post.ts and of terraform/recover.ts. */
function leavesWork(temporaryDirectory: string): boolean {
  if (!existsSync(temporaryDirectory)) return false;
  return (
    existsSync(path.join(temporaryDirectory, HELD)) ||
    readOperations(temporaryDirectory).some(
      (operation) =>
        !operation.ended || isGroupRunning(operation.process) || isUnreported(operation),
    )
  );
}

/**
 * Returns whether an apply that has ended still needs work: its state is not saved, or the cancelled main step may have
 * had no time for its report.
 */
const isUnreported = (operation: Operation): boolean =>
  isApply(operation) &&
  ((process.env["STATE_cancelledAt"] ?? "") !== "" ||
    existsSync(erroredStateFile(operation.directory)));
