import { constants, existsSync } from "node:fs";
import { copyFile, cp } from "node:fs/promises";
import path from "node:path";
import { isOfPipeline, pathInPipeline } from "../../../lib/pipeline-path.ts";
import { lastLines } from "../../../lib/process/execute.ts";
import { restoreFiles } from "../../../lib/releases/files.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import type { Store } from "../../../lib/releases/store.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { erroredStateFile } from "../../../lib/terraform/apply-operation.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import { runTool } from "../../../lib/terraform/run-tool.ts";

/** The workspace of a release, ready to be planned. */
export interface Restored {
  rootModule: RootModule;
  /** Absolute paths, in the order of precedence. */
  variableFiles: string[];
}

/**
 * Restores the Kubernetes workspace of a release into a private folder and initialises it there, with the same state as
 * the workspace that setup-terraform-backend initialised.
 * @throws ActionError `release-not-restorable`, `release-damaged`, and as `Store.read`
 */
export async function restoreWorkspace(
  store: Store,
  { id, workspaces: { kubernetes: workspace } }: ReleaseRecord,
  initialised: RootModule,
): Promise<Restored> {
  if (workspace === undefined)
    throw new ActionError({
      reason: "release-not-restorable",
      message: `the release ${id} has no files of the Kubernetes workspace`,
      fix: "choose another release",
    });
  const { job, environment } = initialised;
  const root = path.join(job.temporaryDirectory, "rollback");
  const variables = path.join(root, "variables");
  await restoreFiles(store, workspace.files, path.join(root, "workspace"));
  await restoreFiles(store, workspace.variableFiles, variables);
  const rootModule: RootModule = {
    ...initialised,
    directory: path.resolve(root, "workspace", pathIn(workspace.directory)),
    // A workspace that does not declare the variable ignores it.
    environment: { ...environment, TF_VAR_rolling_back: "true" },
  };
  await initialise(rootModule, initialised, id);
  const variableFiles = Object.keys(workspace.variableFiles).map((name) =>
    path.join(variables, ...name.split("/")),
  );
  return { rootModule, variableFiles };
}

/** Returns the path of a workspace in its repository. */
const pathIn = (directory: string): string =>
  isOfPipeline(directory) ? (pathInPipeline(directory) ?? "") : directory;

/**
 * Runs `init` on the restored files, after copying what `init` left in the other folder: that says which state it is,
 * and contains the providers. Without further arguments, `init` keeps that backend, and adds what else the release's
 * files need.
 * https://github.com/hashicorp/terraform/blob/main/internal/command/meta_backend.go (backendFromConfig)
 */
async function initialise(
  rootModule: RootModule,
  { directory: from }: RootModule,
  id: string,
): Promise<void> {
  const { directory, environment, tool, job } = rootModule;
  const [source, target] = [from, directory].map((one) => path.join(one, ".terraform"));
  if (source !== undefined && target !== undefined && existsSync(source))
    await cp(source, target, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
  const isLocked = existsSync(path.join(directory, ".terraform.lock.hcl"));
  const isAttached = environment["TF_REATTACH_PROVIDERS"] !== undefined;
  const argv = ["init", "-input=false", "-no-color"];
  if (isLocked && !isAttached) argv.push("-lockfile=readonly");
  const title = `${tool.name} init of release ${id}`;
  const { exitCode, stdout, stderr } = await job.log.group(title, () =>
    job.log.withCommandsStopped((print) => runTool(rootModule, title, argv, { onLine: print })),
  );
  job.cancelled.throwIfAborted();
  if (exitCode === 0) return;
  throw new ActionError({
    reason: "release-not-restorable",
    message: `the files of the release ${id} cannot be initialised. Nothing was changed by the rollback`,
    fix: "correct what the output of the tool names, such as a provider or module that cannot be fetched, or choose another release",
    detail: lastLines(stdout + stderr, 40),
  });
}

/**
 * Copies a state that could not be saved into the folder of the workspace, where the post step looks for it: the
 * restored folder is removed.
 */
export async function keepErroredState(from: RootModule, to: RootModule): Promise<void> {
  const [source, target] = [from, to].map(({ directory }) => erroredStateFile(directory));
  if (source === undefined || target === undefined) return;
  if (existsSync(source) && !existsSync(target)) await copyFile(source, target);
}
