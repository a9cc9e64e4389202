import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Returns whether a readable file exists. A link counts only if it leads to a file. */
export const isFile = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** Reads the readable files of a folder. Returns their texts by their paths in the folder. */
export function readTexts(folder: string, files: readonly string[]): Record<string, string> {
  const readable = files.filter((file) => isFile(path.join(folder, file)));
  return Object.fromEntries(
    readable.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]),
  );
}
