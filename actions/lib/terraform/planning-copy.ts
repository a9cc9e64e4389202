import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { placeOf } from "./planning-place.ts";
import type { JobFolders } from "./planning-place.ts";

/** Name that sorts after the users' files: the last of several override files wins. */
const OVERRIDE = "zz_first_deployment_override.tf";

/**
 * Creates a copy of a workspace that can be planned before the bucket of its state exists. The copy has an empty state
 * on this runner: an override file replaces the S3 backend. The copy contains the files of the workspace; everything
 * around them, such as modules, is linked at the same relative place.
 * https://developer.hashicorp.com/terraform/language/files/override
 * @returns the absolute path of the copy
 */
export async function createPlanningCopy(directory: string, job: JobFolders): Promise<string> {
  await removePlanningCopy(directory, job);
  const { base, root, steps } = placeOf(directory, job);
  let [from, to] = [base, root];
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const step of steps) {
    for (const name of await readdir(from))
      if (name !== step) await symlink(path.join(from, name), path.join(to, name));
    [from, to] = [path.join(from, step), path.join(to, step)];
    await mkdir(to);
  }
  await copyFiles(directory, to);
  await writeFile(path.join(to, OVERRIDE), LOCAL_BACKEND);
  return to;
}

const LOCAL_BACKEND = `terraform {
  backend "local" {
    path = "first-deployment.tfstate"
  }
}
`;

/** Copies files, because the tool replaces its lock file, and links folders, without what an earlier `init` left. */
async function copyFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === ".terraform") continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isFile()) await cp(source, target);
    else await symlink(source, target);
  }
}

/** Removes the copy. Later actions work in the folder itself again. */
export const removePlanningCopy = (directory: string, job: JobFolders): Promise<void> =>
  rm(placeOf(directory, job).root, { recursive: true, force: true });
