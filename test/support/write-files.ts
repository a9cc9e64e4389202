import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes files and makes the folders that they need.
 * @param files texts by path, relative to the folder
 * @returns the folder
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
