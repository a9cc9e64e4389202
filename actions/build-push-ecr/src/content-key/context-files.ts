import { createHash } from "node:crypto";
import { closeSync, lstatSync, openSync, readSync, readdirSync, readlinkSync } from "node:fs";
import type { Stats } from "node:fs";
import path from "node:path";
import type { IgnoreRules, Matches } from "./ignore-file.ts";

/** A file, folder or link of the build context. */
export interface ContextEntry {
  /** Relative to the context, with forward slashes. */
  path: string;
  type: "file" | "folder" | "link" | "other";
  /** Permission bits, including those of group and others: COPY keeps them. */
  mode: number;
  /** sha256 of a file's bytes, in hexadecimal; the target of a link; empty for a folder. */
  content: string;
}

/**
 * Returns everything in a context that the ignore rules let through, sorted by path: what `COPY . .` would see. Times
 * and owners are left out: BuildKit sets the owner, and each checkout has new times.
 * @throws Error of node:fs if something cannot be read
 */
export function readContextEntries(directory: string, rules: IgnoreRules): ContextEntry[] {
  const buffer = Buffer.allocUnsafe(1 << 20);
  const entries: ContextEntry[] = [];
  const walk = (folder: string, parent: Matches | undefined): void => {
    for (const name of readdirSync(path.join(directory, folder))) {
      const relative = folder === "" ? name : `${folder}/${name}`;
      const file = path.join(directory, relative);
      const { ignored, matches } = rules.match(relative, parent);
      const stats = lstatSync(file);
      if (!ignored) entries.push(readEntry(relative, file, stats, buffer));
      if (stats.isDirectory() && (!ignored || rules.mayKeepBelow(relative)))
        walk(relative, matches);
    }
  };
  walk("", undefined);
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readEntry(relative: string, file: string, stats: Stats, buffer: Buffer): ContextEntry {
  const entry = { path: relative, mode: stats.mode & 0o7777 };
  if (stats.isFile()) return { ...entry, type: "file", content: hashFile(file, buffer) };
  if (stats.isDirectory()) return { ...entry, type: "folder", content: "" };
  if (stats.isSymbolicLink())
    // A link has no permissions of its own.
    return { ...entry, mode: 0, type: "link", content: readlinkSync(file) };
  return { ...entry, type: "other", content: "" };
}

/** Reads in pieces: a context may contain files larger than the memory. */
function hashFile(file: string, buffer: Buffer): string {
  const hash = createHash("sha256");
  const descriptor = openSync(file, "r");
  try {
    for (let read = 1; read > 0;) {
      read = readSync(descriptor, buffer);
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest("hex");
}
