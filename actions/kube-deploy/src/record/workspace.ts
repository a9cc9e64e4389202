import { readFile } from "node:fs/promises";
import path from "node:path";
import { isOfPipeline, pathInPipeline } from "../../../lib/pipeline-path.ts";
import type { ReleaseContent } from "../../../lib/releases/record.ts";
import { storeFiles } from "../../../lib/releases/files.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { findDirectory, nameOfDirectory } from "../../../lib/terraform/directory.ts";
import { lockedProviders, readModuleFiles } from "../../../lib/terraform/module-files.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import { findVariableFiles } from "../../../lib/terraform/variable-files.ts";
import { workTreeOf } from "../resolve/work-tree.ts";

/** The files of a workspace when it is applied: bytes by path. */
export interface WorkspaceFiles {
  /** Relative to the repository, or `$/path` for a workspace of the pipeline itself. */
  directory: string;
  /** Relative to the repository that contains the folder. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Relative to the checked-out repository, in the order of precedence. */
  variableFiles: ReadonlyMap<string, Uint8Array>;
  tool: { name: string; version: string };
  /** Versions by source address. */
  providers: Record<string, string>;
}

/** What a release record stores about a workspace. */
export type RecordedWorkspace = NonNullable<ReleaseContent["workspaces"]["kubernetes"]>;

/**
 * Reads the files of a workspace, with its local modules and variable files.
 * @param given its folder, as the input names it
 * @throws ActionError `not-recordable`, `no-configuration`, `variable-file-missing`
 */
export async function readWorkspace(
  given: string,
  variableFiles: readonly string[],
  { tool, job, environment }: RootModule,
): Promise<WorkspaceFiles> {
  const directory = await findDirectory(job, given);
  const rootModule = { tool, job, environment, directory };
  const lockFile = path.join(directory, ".terraform.lock.hcl");
  const base = baseOf(given, directory, job);
  return {
    directory: nameOfDirectory({ checkout: base }, isOfPipeline(given) ? given : directory),
    files: await readModuleFiles(directory, base, tool.name),
    variableFiles: await readVariableFiles(variableFiles, rootModule),
    tool: { name: tool.name, version: tool.version },
    providers: lockedProviders(await readFile(lockFile, "utf8").catch(() => "")),
  };
}

/** Returns the root of the repository: the checkout, the files of the promoted release, or the copy of the pipeline. */
function baseOf(given: string, directory: string, job: Job): string {
  if (isOfPipeline(given)) {
    const steps = (pathInPipeline(given) ?? "").split("/");
    return path.resolve(directory, ...steps.map(() => ".."));
  }
  const promoted = workTreeOf(job);
  return directory.startsWith(promoted + path.sep) ? promoted : job.checkout;
}

async function readVariableFiles(
  given: readonly string[],
  rootModule: RootModule,
): Promise<Map<string, Uint8Array>> {
  const { checkout } = rootModule.job;
  const files = new Map<string, Uint8Array>();
  for (const file of findVariableFiles(given, rootModule)) {
    const name = path.relative(checkout, file).split(path.sep).join("/");
    if (name.startsWith("../") || path.isAbsolute(name))
      throw new ActionError({
        reason: "not-recordable",
        message: `the variable file ${file} cannot be kept with a release: it is outside the repository. Nothing in the Kubernetes workspace was changed`,
        fix: "keep variable files in the repository, or set record: none",
      });
    files.set(name, await readFile(file));
  }
  return files;
}

/** Uploads the files of a workspace. @throws ActionError as `storeFiles` */
export async function storeWorkspace(
  store: Store,
  { directory, files, variableFiles, tool, providers }: WorkspaceFiles,
): Promise<RecordedWorkspace> {
  const stored = await storeFiles(store, files);
  const variables = await storeFiles(store, variableFiles);
  return {
    directory,
    tool,
    providers,
    files: stored.hashes,
    variableFiles: variables.hashes,
  };
}
