import path from "node:path";
import { isOfPipeline } from "../../../lib/pipeline-folder.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { findDirectory } from "../../../lib/terraform/directory.ts";
import { findModuleFolders } from "../../../lib/terraform/module-folders.ts";
import type { AllInputs } from "../contract.ts";
import type { PartFolders, Workspaces } from "./causes.ts";

/** The folders of both parts. @throws ActionError `no-configuration` */
export async function findWorkspaces(
  { infrastructureDirectory, kubernetesDirectory }: AllInputs,
  job: Pick<Job, "checkout" | "temporaryDirectory">,
): Promise<Workspaces> {
  return {
    infrastructure: await foldersOf(infrastructureDirectory, job),
    kubernetes: await foldersOf(kubernetesDirectory, job),
  };
}

async function foldersOf(
  given: string | undefined,
  job: Pick<Job, "checkout" | "temporaryDirectory">,
): Promise<PartFolders | undefined> {
  if (given === undefined) return undefined;
  if (isOfPipeline(given)) return { folders: [], isOfPipeline: true };
  const directories = await findModuleFolders(await findDirectory(job, given));
  const folders = directories.map((one) =>
    path.relative(job.checkout, one).split(path.sep).join("/"),
  );
  return { folders, isOfPipeline: false };
}
