import type { Diagnostic } from "../events.ts";

/**
 * Summary for a value that a type or a validation does not accept, in the words of both tools and of earlier versions.
 */
const NOT_VALID = /^Invalid (?:value for (?:input )?variable|variable value)$/i;

/** The place of a variable's declaration in the reduced copy, which the user does not know. */
const DECLARED = /(?:module\.\S+\.)?var\.([\w-]+) declared at \S+:\d+,\d+-(?:\d+,)?\d+/g;

/**
 * Returns what the diagnostics of a reduced workspace say about the values, as sentences. Any other diagnostic is about
 * the reduction; if it is true, the plan of the workspace itself will report it.
 * @param variableFiles problems with their form count too: by absolute path, with the name in messages
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

/** Finds a file by the name that the tool gives it, which is relative to the tool's own folder. */
function fileOf(
  { file = "" }: Diagnostic,
  variableFiles: ReadonlyMap<string, string>,
): string | undefined {
  const end = file.replace(/^(?:\.\.\/)+/, "/");
  return end === "" ? undefined : [...variableFiles].find(([one]) => one.endsWith(end))?.[1];
}

/**
 * Returns the sentences of a detail: each line of a validation is a separate sentence. The place of the rule helps
 * nobody.
 */
const sentencesOf = (detail: string): string[] =>
  detail
    .replace(/\n*This was checked by the validation rule at [^\n]*/, "")
    .replaceAll(DECLARED, 'the variable "$1"')
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
