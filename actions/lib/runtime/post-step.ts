import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { isGroupRunning } from "../process/identity.ts";
import { readOperations } from "../process/operation.ts";
import { isApply } from "../terraform/apply-operation.ts";
import { HELD } from "./kept.ts";

/**
 * Ends the post step when the main step has left nothing to do but to remove its private folder, as most have. It is in a
 * bundle of its own, because Node takes five times as long to read that of the whole action.
 * @returns whether it was so; if not, the action itself has to look after what was left, see post.ts
 */
export function endPostStep(): boolean {
  const temporaryDirectory = process.env["STATE_temporaryDirectory"] ?? "";
  if (leavesWork(temporaryDirectory)) return false;
  rmSync(temporaryDirectory, { recursive: true, force: true });
  return true;
}

/** An apply counts also after its end: its state may not be saved, its report not be written. */
function leavesWork(temporaryDirectory: string): boolean {
  if (!existsSync(temporaryDirectory)) return false;
  return (
    existsSync(path.join(temporaryDirectory, HELD)) ||
    readOperations(temporaryDirectory).some(
      (operation) => !operation.ended || isApply(operation) || isGroupRunning(operation.process),
    )
  );
}
