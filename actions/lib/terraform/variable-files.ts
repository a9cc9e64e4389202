import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { ActionError } from "../runtime/errors.ts";
import { jobFolder } from "../runtime/job-folder.ts";
import type { Job } from "../runtime/job.ts";
import { closestWord } from "../text/closest.ts";
import type { RootModule } from "./root-module.ts";

/**
 * Returns the absolute paths of variable files. Each file is looked for in the workspace's folder and then from the
 * repository's root.
 * @throws ActionError `variable-file-missing` that names every missing file and the places where it was looked for
 */
export function findVariableFiles(
  given: readonly string[],
  { directory, job }: Pick<RootModule, "directory" | "job">,
): string[] {
  const bases = [...new Set([directory, job.checkout])];
  const searched = given.map((file) => {
    const places = [...new Set(bases.map((base) => path.resolve(base, file)))];
    return { file, places, found: places.find((place) => existsSync(place)) };
  });
  const missing = searched.filter(({ found }) => found === undefined);
  if (missing.length === 0) return searched.flatMap(({ found }) => found ?? []);
  const list = missing.map(({ file, places }) => {
    const shown = places.map((place) => shownPlace(place, job));
    const similar = places.map(similarFile).find((one) => one !== undefined);
    const hint = similar === undefined ? "" : ` (did you mean ${shownPlace(similar, job)}?)`;
    return `"${file}" ${shown.length === 1 ? `is not at ${shown.join()}` : `is neither ${shown.join(" nor ")}`}${hint}`;
  });
  throw new ActionError({
    reason: "variable-file-missing",
    message: `variable-files: ${list.join("; ")}`,
    fix: "correct the path; it is looked for in working-directory, then from the repository's root",
  });
}

/** Returns a path from the repository's root; a path in the job's copy of the pipeline as `$/path`. */
function shownPlace(place: string, job: Pick<Job, "checkout" | "temporaryDirectory">): string {
  const inPipeline = path.relative(jobFolder(job, "pipeline"), place);
  return inPipeline.startsWith("..") || path.isAbsolute(inPipeline)
    ? path.relative(job.checkout, place)
    : `$/${inPipeline}`;
}

/** Finds a file next to a missing one whose name is similar. */
function similarFile(place: string): string | undefined {
  const folder = path.dirname(place);
  const name = closestWord(path.basename(place), existsSync(folder) ? readdirSync(folder) : []);
  return name === undefined ? undefined : path.join(folder, name);
}
