import path from "node:path";
import { jobFolder } from "../runtime/job-folder.ts";
import type { Job } from "../runtime/job.ts";

/** The folders of a job that may contain a workspace. */
export type JobFolders = Pick<Job, "checkout" | "temporaryDirectory">;

/** The planning copy of a workspace. */
interface Place {
  /** The nearest folder that contains everything that the workspace reaches by relative paths. */
  base: string;
  /** Replaces `base` in the copy. */
  root: string;
  /** Steps from `base` to the workspace, and from `root` to its copy. */
  steps: string[];
}

/**
 * Returns the folders that contain a complete repository: the run's, the pipeline's, and that of the release that is
 * promoted.
 */
const basesOf = (job: JobFolders): [kind: string, folder: string][] => [
  ["checkout", job.checkout],
  ["pipeline", jobFolder(job, "pipeline")],
  ["release", jobFolder(job, "release")],
];

/** Returns where a workspace is, and where its copy goes. */
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
 * Returns the absolute path of a workspace's planning copy; it may not exist. Later actions of the job find it by the
 * folder that they are given.
 */
export function planningCopyOf(directory: string, job: JobFolders): string {
  const { root, steps } = placeOf(directory, job);
  return path.join(root, ...steps);
}

/** Returns the folder from which a planning copy was made; for any other folder, the folder itself. */
export function originalOf(directory: string, job: JobFolders): string {
  const inside = path.relative(jobFolder(job, "planning"), directory);
  if (inside.startsWith("..")) return directory;
  const [kind, encoded = ""] = inside.split(path.sep);
  const [, base] = basesOf(job).find(([one]) => one === kind) ?? [];
  const name = decodeURIComponent(encoded);
  return base === undefined ? name : path.resolve(base, name);
}
