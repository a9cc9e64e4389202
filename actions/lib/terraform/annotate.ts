import path from "node:path";
import type { Place } from "../runtime/job.ts";
import { groupDiagnostics } from "./diagnostic-groups.ts";
import type { DiagnosticGroup } from "./diagnostic-groups.ts";
import { textOf } from "./events.ts";
import type { Diagnostic } from "./events.ts";
import { originalOf } from "./planning-place.ts";
import type { RootModule } from "./root-module.ts";

/** GitHub shows ten annotations of each level for a step. */
const SHOWN = 10;

/**
 * Adds annotations for diagnostics to the lines of the repository that they are about. An error is annotated at each of
 * its places, because each has to be corrected; of the places of one error, those after the first come last. Warnings
 * with the same words give one annotation.
 */
export function annotate(
  { job, directory }: Pick<RootModule, "job" | "directory">,
  diagnostics: readonly Diagnostic[],
): void {
  const original = originalOf(directory, job);
  for (const severity of ["error", "warning"] as const) {
    const groups = groupDiagnostics(diagnostics.filter((one) => one.severity === severity));
    const chosen = severity === "error" ? placesInTurn(groups) : groups.map(onePlace);
    for (const { diagnostic, note } of chosen.slice(0, SHOWN))
      job.log[severity](
        [textOf(diagnostic), ...note].join("\n"),
        placeOf(diagnostic, original, job.checkout),
      );
    if (chosen.length > SHOWN)
      job.log.info(`${chosen.length - SHOWN} more ${severity}s are in the log above`);
  }
}

interface Annotation {
  diagnostic: Diagnostic;
  /** A line that follows the words of the tool, if there is something to say. */
  note: string[];
}

const onePlace = ({ diagnostic, times }: DiagnosticGroup): Annotation => ({
  diagnostic,
  note: times > 1 ? [`(${times} times)`] : [],
});

/** Returns the first place of each group, then the second place of each group, and so on. */
function placesInTurn(groups: readonly DiagnosticGroup[]): Annotation[] {
  const most = Math.max(0, ...groups.map(({ places }) => places.length));
  return Array.from({ length: most }, (_, turn) =>
    groups.flatMap((group) => {
      const diagnostic = group.places[turn];
      if (diagnostic === undefined) return [];
      const note = group.places.length === 1 ? onePlace(group).note : (diagnostic.values ?? []);
      return [{ diagnostic, note }];
    }),
  ).flat();
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
