import type { Diagnostic } from "./events.ts";

/** Diagnostics with the same words, such as a misspelt name that is used in several lines. */
export interface DiagnosticGroup {
  diagnostic: Diagnostic;
  /** The first diagnostic of each different place, in the order of the tool. */
  places: [Diagnostic, ...Diagnostic[]];
  /** How often the tool has printed these words. Instances of the same block have the same place. */
  times: number;
}

/** Groups diagnostics by their words. One deprecation can warn for hundreds of resources. */
export function groupDiagnostics(diagnostics: readonly Diagnostic[]): DiagnosticGroup[] {
  const groups = new Map<string, DiagnosticGroup>();
  const places = new Set<string>();
  for (const diagnostic of diagnostics) {
    const { severity, summary, detail, address, file, line, values } = diagnostic;
    const words = JSON.stringify([severity, summary, detail]);
    const place = JSON.stringify([words, address, file, line, values]);
    const group = groups.get(words);
    if (group === undefined) groups.set(words, { diagnostic, places: [diagnostic], times: 1 });
    else {
      group.times += 1;
      if (!places.has(place)) group.places.push(diagnostic);
    }
    places.add(place);
  }
  return [...groups.values()];
}
