import { existsSync } from "node:fs";
import path from "node:path";
import { ActionError } from "../runtime/errors.ts";
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
    const shown = places.map((place) => path.relative(job.checkout, place));
    return `"${file}" ${shown.length === 1 ? `is not at ${shown.join()}` : `is neither ${shown.join(" nor ")}`}`;
  });
  throw new ActionError({
    reason: "variable-file-missing",
    message: `variable-files: ${list.join("; ")}`,
    fix: "correct the path; it is looked for in working-directory, then from the repository's root",
  });
}
