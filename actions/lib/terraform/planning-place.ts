import path from "node:path";
import { jobFolder } from "../runtime/job-folder.ts";
import type { Job } from "../runtime/job.ts";

/** The folders of a job that a workspace can be in. */
export type JobFolders = Pick<Job, "checkout" | "temporaryDirectory">;

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

/** Where a workspace is, and where its copy goes. */
export function placeOf(directory: string, job: JobFolders): Place {
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
