import { stat } from "node:fs/promises";
import path from "node:path";
import { readConfiguration } from "./configuration-files.ts";
import type { Reader } from "./configuration-files.ts";
import { localSourcesOf } from "./module-sources.ts";

/**
 * Folders of a root module and of the local modules that it calls, directly or through others.
 * @param directory of the root module, absolute
 * @returns absolute paths, the root module's first; a module that does not exist is left out
 */
export async function findModuleFolders(directory: string, reader: Reader): Promise<string[]> {
  const found = new Set<string>();
  const queue = [directory];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (found.has(folder) || !(await isFolder(folder))) continue;
    found.add(folder);
    for (const source of localSourcesOf(await readConfiguration(folder, reader)))
      queue.push(path.resolve(folder, source));
  }
  return [...found];
}

const isFolder = async (place: string): Promise<boolean> =>
  (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
