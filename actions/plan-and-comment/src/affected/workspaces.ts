import path from "node:path";
import { isOfPipeline } from "../../../lib/pipeline-path.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { findDirectory } from "../../../lib/terraform/directory.ts";
import { findModuleFolders } from "../../../lib/terraform/module-folders.ts";
import type { AllInputs } from "../contract.ts";
import type { PartFolders, Workspaces } from "./causes.ts";

/**
 * Finds the folders of both parts.
 * @throws ActionError `no-configuration`
 */
export async function findWorkspaces(
  { infrastructureDirectory, kubernetesDirectory }: AllInputs,
  job: Pick<Job, "checkout" | "temporaryDirectory">,
): Promise<Workspaces> {
  const read = async (given: string | undefined) =>
    given === undefined ? undefined : await readFolders(given, job);
  return {
    infrastructure: await read(infrastructureDirectory),
    kubernetes: await read(kubernetesDirectory),
  };
}

/** @throws ActionError `no-configuration` */
export async function readFolders(
  given: string,
  job: Pick<Job, "checkout" | "temporaryDirectory">,
): Promise<PartFolders> {
  if (isOfPipeline(given)) return { folders: [], isOfPipeline: true };
  // Only the workspace's own job knows which tool plans it.
  const directories = await findModuleFolders(await findDirectory(job, given), "either");
  const folders = directories.map((one) =>
    path.relative(job.checkout, one).split(path.sep).join("/"),
  );
  return { folders, isOfPipeline: false };
}
