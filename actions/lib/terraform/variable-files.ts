import { existsSync } from "node:fs";
import path from "node:path";
import { ActionError } from "../runtime/errors.ts";
import type { RootModule } from "./root-module.ts";

/**
 * Returns the absolute paths of variable files. Each file is looked for in the workspace's folder and then from the
 * repository's root.
 * @throws ActionError `variable-file-missing` that names both places
 */
export const findVariableFiles = (
  given: readonly string[],
  { directory, job }: Pick<RootModule, "directory" | "job">,
): string[] =>
  given.map((file) => {
    const places = [...new Set([directory, job.checkout].map((base) => path.resolve(base, file)))];
    const found = places.find((place) => existsSync(place));
    if (found !== undefined) return found;
    const shown = places.map((place) => path.relative(job.checkout, place));
    throw new ActionError({
      reason: "variable-file-missing",
      message: `variable-files: "${file}" is neither ${shown.join(" nor ")}`,
      fix: "correct the path; it is looked for in working-directory, then from the repository's root",
    });
  });
