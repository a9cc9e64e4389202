import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { copyOfPipeline } from "../pipeline-folder.ts";
import { isOfPipeline, pathInPipeline } from "../pipeline-path.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { chooseFiles } from "./configuration-files.ts";
import { planningCopyOf } from "./planning-place.ts";

type JobFolders = Pick<Job, "checkout" | "temporaryDirectory">;

/**
 * Finds the folder of a workspace. Returns its absolute path.
 * @param given from the repository's root; `$/...` from the root of the action's own repository
 * @throws ActionError `no-configuration` if it is not a folder, or contains no Terraform files
 */
export async function findDirectory(job: JobFolders, given: string): Promise<string> {
  const directory = isOfPipeline(given)
    ? await copyOfPipeline(given, job)
    : path.resolve(job.checkout, given);
  const owner = isOfPipeline(given) ? "the pipeline's repository" : "the repository";
  const names = await readdir(directory).catch((error: unknown) => {
    throw new ActionError({
      reason: "no-configuration",
      message: `working-directory "${given}" is not a folder of ${owner}`,
      fix: isOfPipeline(given)
        ? "give a folder of the repository that the action is used from, such as $/terraform/infrastructure"
        : "check out the repository first, and give the folder from its root, such as terraform/infrastructure",
      cause: error,
    });
  });
  if (chooseFiles(names, "either").length === 0)
    throw new ActionError({
      reason: "no-configuration",
      message: `working-directory "${given}" holds no *.tf or *.tofu file`,
      fix: "give the folder of the root module, such as terraform/infrastructure",
    });
  return directory;
}

/** Finds the folder that setup-terraform-backend initialised for a workspace, and whether it can only be planned. */
export async function findInitialized(
  job: JobFolders,
  given: string,
): Promise<{ directory: string; planOnly: boolean }> {
  const directory = await findDirectory(job, given);
  const copy = planningCopyOf(directory, job);
  const planOnly = existsSync(copy);
  return { directory: planOnly ? copy : directory, planOnly };
}

/** Returns the name of a folder in reports: its path in the repository. */
export function nameOfDirectory(job: Pick<Job, "checkout">, given: string): string {
  if (isOfPipeline(given)) return `$/${pathInPipeline(given) ?? ""}`;
  const relative = path.relative(job.checkout, path.resolve(job.checkout, given));
  return relative === "" ? "." : relative;
}
