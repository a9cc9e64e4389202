import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { localSourcesIn } from "./module-sources.ts";

/**
 * Folders of a root module and of the local modules that it calls, directly or through others.
 * @param directory of the root module, absolute
 * @returns absolute paths, the root module's first; a module that does not exist is left out
 */
export async function findModuleFolders(directory: string): Promise<string[]> {
  const found = new Set<string>();
  const queue = [directory];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (found.has(folder)) continue;
    const sources = await sourcesOf(folder);
    if (sources === undefined) continue;
    found.add(folder);
    for (const source of sources) queue.push(path.resolve(folder, source));
  }
  return [...found];
}

/** Undefined = there is no such folder. */
async function sourcesOf(folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const sources: string[] = [];
  for (const name of names.filter((one) => /\.(?:tf|tofu)(?:\.json)?$/.test(one))) {
    const text = await readFile(path.join(folder, name), "utf8").catch(() => "");
    sources.push(...localSourcesIn(name, text));
  }
  return sources;
}
