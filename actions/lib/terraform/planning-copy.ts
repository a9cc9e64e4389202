import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { placeOf } from "./planning-place.ts";
import type { JobFolders } from "./planning-place.ts";

/** Sorted behind the files of users: of several override files the last one wins. */
const OVERRIDE = "zz_first_deployment_override.tf";

/**
 * Makes a copy of a workspace that can be planned before the bucket of its state exists: with an empty state on this
 * runner, which an override file puts in the place of the S3 backend. The copy has the files of the workspace; what is
 * around them, such as modules, is linked in the same relative place.
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

/** Files are copied, because the tool replaces its lock file; folders are linked, without what an earlier `init` left. */
async function copyFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === ".terraform") continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isFile()) await cp(source, target);
    else await symlink(source, target);
  }
}

/** Actions that come later work in the folder itself again. */
export const removePlanningCopy = (directory: string, job: JobFolders): Promise<void> =>
  rm(placeOf(directory, job).root, { recursive: true, force: true });
