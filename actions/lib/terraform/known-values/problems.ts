import type { Diagnostic } from "../events.ts";

/** A value that a type or a validation does not accept, in the words of both tools and of earlier versions. */
const NOT_VALID = /^Invalid (?:value for (?:input )?variable|variable value)$/i;

/** Where a variable stands in the reduced copy, which nobody knows. */
const DECLARED = /(?:module\.\S+\.)?var\.([\w-]+) declared at \S+:\d+,\d+-(?:\d+,)?\d+/g;

/**
 * What the diagnostics of a reduced workspace say about the values, as sentences. Anything else is about the reduction, and
 * the plan of the workspace itself will say it if it is true.
 * @param variableFiles what is wrong with their form counts too: absolute path, and as messages name it
 */
export const problemsIn = (
  diagnostics: readonly Diagnostic[],
  variableFiles: ReadonlyMap<string, string>,
): string[] =>
  diagnostics
    .filter(({ severity }) => severity === "error")
    .flatMap((diagnostic) => {
      const { summary, detail, line } = diagnostic;
      if (NOT_VALID.test(summary)) return sentencesOf(detail);
      const file = fileOf(diagnostic, variableFiles);
      if (file === undefined) return [];
      const place = line === undefined ? file : `${file}:${line}`;
      return [`${place}: ${summary}. ${sentencesOf(detail).join(" ")}`.trim()];
    });

/** The tool names a file from its own folder. */
function fileOf(
  { file = "" }: Diagnostic,
  variableFiles: ReadonlyMap<string, string>,
): string | undefined {
  const end = file.replace(/^(?:\.\.\/)+/, "/");
  return end === "" ? undefined : [...variableFiles].find(([one]) => one.endsWith(end))?.[1];
}

/** Each line of a validation is a sentence of its own; where the rule stands helps nobody. */
const sentencesOf = (detail: string): string[] =>
  detail
    .replace(/\n*This was checked by the validation rule at [^\n]*/, "")
    .replaceAll(DECLARED, 'the variable "$1"')
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
