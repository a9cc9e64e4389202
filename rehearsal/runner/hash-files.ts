import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { findFiles } from "./glob.ts";

/**
 * The hash of all files below `workspace` that match: the SHA-256 of the files' SHA-256 digests, in hex, or "" when
 * nothing matches. Files outside the workspace do not count.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles
 */
export function hashFiles(patterns: readonly string[], workspace: string): string {
  const files = findFiles(patterns, workspace).files.filter(
    (file) => file.startsWith(`${workspace}${path.sep}`) && statSync(file).isFile(),
  );
  if (files.length === 0) return "";
  const total = createHash("sha256");
  for (const file of files) total.update(createHash("sha256").update(readFileSync(file)).digest());
  return total.digest("hex");
}
