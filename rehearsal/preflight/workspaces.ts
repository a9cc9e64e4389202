import path from "node:path";
import { isLocal, moduleCalls } from "./modules.ts";

/** Texts of a repository's files, by path. */
type Texts = Readonly<Record<string, string>>;

/**
 * Finds the Terraform files of the workspaces whose folders are named in a repository's workflows and environment
 * files, and of the modules that these workspaces call. A folder that only an expression names is not found.
 * @param configuration the workflows and environment files
 * @param terraform the Terraform files
 */
export function usedTerraformFiles(configuration: Texts, terraform: Texts): string[] {
  const folders = new Set(Object.keys(terraform).map((file) => path.posix.dirname(file)));
  const words = new Set(
    Object.values(configuration)
      .flatMap((text) => text.split(/[\s"',:{}[\]]+/))
      .map((word) => path.posix.normalize(word).replace(/\/$/, "")),
  );
  const used = new Set<string>();
  const add = (folder: string): void => {
    if (!folders.has(folder) || used.has(folder)) return;
    used.add(folder);
    for (const [file, text] of Object.entries(terraform))
      if (path.posix.dirname(file) === folder)
        for (const { source } of moduleCalls(file, text).filter(isLocal))
          add(path.posix.normalize(path.posix.join(folder, source)).replace(/\/$/, ""));
  };
  for (const folder of folders) if (words.has(folder)) add(folder);
  return Object.keys(terraform)
    .filter((file) => used.has(path.posix.dirname(file)))
    .sort();
}
