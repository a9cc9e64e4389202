import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { jobFolder } from "../runtime/job-folder.ts";
import type { Job } from "../runtime/job.ts";

type JobFolders = Pick<Job, "checkout" | "temporaryDirectory">;

/** Sorted behind the files of users: of several override files the last one wins. */
const OVERRIDE = "zz_first_deployment_override.tf";

/** The planning copy of a workspace. */
interface Place {
  /** The nearest folder that holds everything the workspace reaches by relative paths. */
  base: string;
  /** Stands for `base` in the copy. */
  root: string;
  /** From the one to the workspace, and from the other to its copy. */
  steps: string[];
}

/** Folders that hold a whole repository: that of the run, the pipeline's, and the one of the release that is promoted. */
const basesOf = (job: JobFolders): [kind: string, folder: string][] => [
  ["checkout", job.checkout],
  ["pipeline", jobFolder(job, "pipeline")],
  ["release", jobFolder(job, "release")],
];

function placeOf(directory: string, job: JobFolders): Place {
  const bases = basesOf(job);
  const isInside = (base: string) => !path.relative(base, directory).startsWith("..");
  const [kind, base] = bases.find(([, one]) => isInside(one)) ?? [
    "elsewhere",
    path.dirname(directory),
  ];
  const relative = path.relative(base, directory);
  const name = kind === "elsewhere" ? directory : `./${relative}`;
  return {
    base,
    root: path.join(jobFolder(job, "planning"), kind, encodeURIComponent(name)),
    steps: relative === "" ? [] : relative.split(path.sep),
  };
}

/**
 * Where the planning copy of a workspace is, absolute; it may not exist. Later actions of the job find it by the folder
 * that they are given.
 */
export function planningCopyOf(directory: string, job: JobFolders): string {
  const { root, steps } = placeOf(directory, job);
  return path.join(root, ...steps);
}

/** The folder that a planning copy was made of; any other folder is its own. */
export function originalOf(directory: string, job: JobFolders): string {
  const inside = path.relative(jobFolder(job, "planning"), directory);
  if (inside.startsWith("..")) return directory;
  const [kind, encoded = ""] = inside.split(path.sep);
  const [, base] = basesOf(job).find(([one]) => one === kind) ?? [];
  const name = decodeURIComponent(encoded);
  return base === undefined ? name : path.resolve(base, name);
}

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
