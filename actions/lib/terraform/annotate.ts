import path from "node:path";
import type { Place } from "../runtime/job.ts";
import { deduplicate, textOf } from "./events.ts";
import type { Diagnostic } from "./events.ts";
import { originalOf } from "./planning-place.ts";
import type { RootModule } from "./root-module.ts";

/** GitHub shows ten annotations of each level for a step. */
const SHOWN = 10;

/**
 * Adds annotations for diagnostics to the lines of the repository that they are about. Equal diagnostics give one
 * annotation.
 */
export function annotate(
  { job, directory }: Pick<RootModule, "job" | "directory">,
  diagnostics: readonly Diagnostic[],
): void {
  const original = originalOf(directory, job);
  for (const severity of ["error", "warning"] as const) {
    const chosen = deduplicate(diagnostics.filter((one) => one.severity === severity));
    for (const { diagnostic, times } of chosen.slice(0, SHOWN))
      job.log[severity](
        times > 1 ? `${textOf(diagnostic)}\n(${times} times)` : textOf(diagnostic),
        placeOf(diagnostic, original, job.checkout),
      );
    if (chosen.length > SHOWN)
      job.log.info(`${chosen.length - SHOWN} more ${severity}s are in the log above`);
  }
}

/** Returns the place of a diagnostic, from the repository's root; a file outside the repository cannot be annotated. */
export function placeOf(diagnostic: Diagnostic, directory: string, root: string): Place {
  const title = diagnostic.summary;
  if (diagnostic.file === undefined) return { title };
  const file = path.relative(root, path.resolve(directory, diagnostic.file));
  if (file.startsWith("..") || path.isAbsolute(file)) return { title };
  const { line, endLine = line } = diagnostic;
  return line === undefined
    ? { title, file }
    : { title, file, startLine: line, endLine: endLine ?? line };
}
