import path from "node:path";
import type { Job } from "../../runtime/job.ts";
import { writePrivate } from "../../runtime/private-file.ts";
import { readConfiguration } from "../configuration-files.ts";
import type { ConfigurationFile } from "../configuration-files.ts";
import type { Tool } from "../tool.ts";
import { parseOrNull } from "../json-syntax.ts";
import { reduceJson, sourcesInJson } from "./reduce-json.ts";
import { reduceFile, sourcesIn } from "./reduce.ts";

/** A module's folder (absolute) and its files. Undefined = it cannot be reduced. */
type Modules = Map<string, ConfigurationFile[] | undefined>;

/**
 * Below this folder, each reduced module has its original absolute path, so that relative sources lead from one module
 * to another.
 */
const FILES = "files";

/**
 * Reads the files of a workspace and of all local modules that it calls.
 * @returns undefined = the workspace has no files, or has a file in the JSON syntax that is not JSON
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
    const isReducible =
      files.length > 0 && files.every((file) => !isJson(file) || isReadable(file));
    modules.set(next, isReducible ? files : undefined);
    if (!isReducible) continue;
    const sources = files.flatMap((file) =>
      isJson(file) ? sourcesInJson(file.text) : sourcesIn(file.text),
    );
    for (const source of sources) waiting.push(path.resolve(next, source));
  }
  return modules.get(directory) === undefined ? undefined : modules;
}

const isJson = ({ name }: ConfigurationFile): boolean => name.endsWith(".json");

/** Returns whether a file is valid JSON other than `null`, which contains nothing either. */
const isReadable = ({ text }: ConfigurationFile): boolean => parseOrNull(text) !== null;

/**
 * Writes the reduced modules.
 * @param folder relative to the action's private folder
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
    for (const file of files) {
      const reduce = isJson(file) ? reduceJson : reduceFile;
      const reduced = reduce(file.text, {
        validates: validates || module !== directory,
        hasModule: (source) => modules.get(path.resolve(module, source)) !== undefined,
      });
      await writePrivate(job, path.join(folder, FILES, module, file.name), reduced);
    }
  return `./${path.posix.join(FILES, directory)}`;
}
