import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Whether there is a file that can be read: a link whose file is not there is none, nor is one to a folder. */
export const isFile = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/** The text of those files of a folder that can be read, by their paths in it. */
export function readTexts(folder: string, files: readonly string[]): Record<string, string> {
  const readable = files.filter((file) => isFile(path.join(folder, file)));
  return Object.fromEntries(
    readable.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]),
  );
}
