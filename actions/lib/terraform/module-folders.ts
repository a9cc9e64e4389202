import { stat } from "node:fs/promises";
import path from "node:path";
import { readConfiguration } from "./configuration-files.ts";
import type { Reader } from "./configuration-files.ts";
import { localSourcesOf } from "./module-sources.ts";
import { readTestSources } from "./test-sources.ts";

/**
 * Finds the folders of a root module and of the local modules that it calls, directly or through others.
 * @param directory of the root module, absolute
 * @returns absolute paths, the root module's first; a module that does not exist is left out
 */
export const findModuleFolders = (directory: string, reader: Reader): Promise<string[]> =>
  follow([directory], reader);

/**
 * Finds the folders that `init` reads: they include the modules that only tests of the root module call. `init` fails
 * if one of them is missing or needs another version of the tool, although no plan uses it.
 */
export const findInitFolders = async (directory: string, reader: Reader): Promise<string[]> => {
  const ofTests = await readTestSources(directory, reader);
  return follow([directory, ...ofTests.map((source) => path.resolve(directory, source))], reader);
};

async function follow(queue: string[], reader: Reader): Promise<string[]> {
  const found = new Set<string>();
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
