import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pathInPipeline } from "./pipeline-path.ts";
import { ActionError } from "./runtime/errors.ts";
import { jobFolder } from "./runtime/job-folder.ts";
import type { Job } from "./runtime/job.ts";

/** The repository that this program is part of: as a bundle in dist/<action>/, as a source in actions/lib/. */
const OWN_REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Files that tools leave in a working copy. They are not part of the repository. */
const LEFT_OUT = new Set([".git", ".terraform", "node_modules"]);

/**
 * Returns the absolute path of `$/path`: a file or folder of the action's own repository, at the commit of the action.
 * The path is in a copy, because tools write into the folders that they work in, and nothing may be written to the
 * folder where GitHub keeps actions. The copy contains the whole top-level folder, so modules, templates and files
 * that a root module reaches by relative paths are at the same relative places, whatever their names are. All actions
 * of a job use the same copy.
 * @param repository of the action
 * @returns a path that may not exist, if the repository has no such file
 * @throws ActionError `invalid-input` for a path outside the repository, `mixed-pipelines`
 */
export async function copyOfPipeline(
  given: string,
  job: Pick<Job, "temporaryDirectory">,
  repository: string = OWN_REPOSITORY,
): Promise<string> {
  const inside = pathInPipeline(given);
  if (inside === undefined)
    throw new ActionError({
      reason: "invalid-input",
      message: `"${given}" is not a path inside the pipeline's repository`,
      fix: "give a path such as $/terraform/infrastructure",
    });
  const [top = ""] = inside.split("/");
  const copies = await openCopies(job, repository);
  const source = path.join(repository, top);
  if (!LEFT_OUT.has(top) && existsSync(source)) await copyOnce(source, path.join(copies, top));
  return path.join(copies, inside);
}

/** Opens the folder with the job's copies. */
async function openCopies(
  job: Pick<Job, "temporaryDirectory">,
  repository: string,
): Promise<string> {
  const folder = jobFolder(job, "pipeline");
  const note = `${folder}.source`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(note)) await writeFile(note, repository, { mode: 0o600 });
  const source = await readFile(note, "utf8");
  if (source !== repository)
    throw new ActionError({
      reason: "mixed-pipelines",
      message: `an earlier step of this job took the folders of the pipeline ($/) from ${source}, but this action comes from ${repository}`,
      fix: "use all actions of the job from one repository at one commit",
    });
  return folder;
}

/**
 * Copies to another name and then moves the copy into place, so that an interrupted copy is never taken for a complete
 * one.
 */
async function copyOnce(source: string, target: string): Promise<void> {
  if (existsSync(target)) return;
  const part = `${target}.part`;
  await rm(part, { recursive: true, force: true });
  await cp(source, part, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (from) => !LEFT_OUT.has(path.basename(from)),
  });
  await rename(part, target);
}
