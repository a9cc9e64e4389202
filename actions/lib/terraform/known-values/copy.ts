import path from "node:path";
import type { Job } from "../../runtime/job.ts";
import { writePrivate } from "../../runtime/private-file.ts";
import { readConfiguration } from "../configuration-files.ts";
import type { ConfigurationFile } from "../configuration-files.ts";
import type { Tool } from "../tool.ts";
import { reduceFile, sourcesIn } from "./reduce.ts";

/** A module's folder, absolute, and its files. Undefined: it cannot be reduced. */
type Modules = Map<string, ConfigurationFile[] | undefined>;

/** Below this folder the reduced modules have their own absolute paths, so that relative sources lead from one to another. */
const FILES = "files";

/**
 * The files of a workspace and of all local modules that it calls.
 * @returns undefined = the workspace has files of the JSON syntax, which are not reduced
 */
export async function readModules(
  directory: string,
  tool: Tool["name"],
): Promise<Modules | undefined> {
  const modules: Modules = new Map();
  const waiting = [directory];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (modules.has(next)) continue;
    const files = await readConfiguration(next, tool);
    const isReducible = files.length > 0 && files.every(({ name }) => !name.endsWith(".json"));
    modules.set(next, isReducible ? files : undefined);
    if (!isReducible) continue;
    for (const source of files.flatMap(({ text }) => sourcesIn(text)))
      waiting.push(path.resolve(next, source));
  }
  return modules.get(directory) === undefined ? undefined : modules;
}

/**
 * Writes the reduced modules.
 * @param folder in the action's private folder, relative to it
 * @param validates whether the workspace's own variables keep their validations; those of modules always do
 * @returns source of the workspace for a configuration in `folder`
 */
export async function writeReduced(
  modules: Modules,
  directory: string,
  { folder, validates }: { folder: string; validates: boolean },
  job: Job,
): Promise<string> {
  for (const [module, files = []] of modules)
    for (const { name, text } of files) {
      const reduced = reduceFile(text, {
        validates: validates || module !== directory,
        hasModule: (source) => modules.get(path.resolve(module, source)) !== undefined,
      });
      await writePrivate(job, path.join(folder, FILES, module, name), reduced);
    }
  return `./${path.posix.join(FILES, directory)}`;
}
