import type { Diagnostic } from "./events.ts";

/** What gives variables to the root module. */
export interface Givers {
  /** Names of the input that gives each variable, by variable. Inputs take precedence over files. */
  inputs: ReadonlyMap<string, string>;
  /** Variable files, by the path that the user knows; the last one has the highest precedence. */
  files: ReadonlyMap<string, string>;
}

/** Summaries of errors about a refused value. Their detail is the sentence of the rule. */
const REFUSED =
  /^(?:Invalid value for (?:input )?variable|Resource (?:pre|post)condition failed|Module output value precondition failed)$/;

/**
 * Names the source of a value that a rule refuses. The tool points to the place where the rule, or a module, reads it:
 * a file of the workspace, which may belong to the pipeline, and where the user cannot correct the value.
 */
export function nameGiver(diagnostic: Diagnostic, { inputs, files }: Givers): Diagnostic {
  if (!REFUSED.test(diagnostic.summary) || diagnostic.input !== undefined) return diagnostic;
  const ofFile = /\.tfvars(?:\.json)?$/.test(diagnostic.file ?? "");
  if (ofFile) return { ...diagnostic, ...namedIn(diagnostic, files) };
  for (const variable of candidatesOf(diagnostic)) {
    const input = inputs.get(variable);
    if (input !== undefined) return { ...diagnostic, variable, input };
    const file = [...files].findLast(([, text]) => gives(text, variable));
    if (file !== undefined) return { ...diagnostic, variable, givenIn: file[0] };
  }
  return diagnostic;
}

/**
 * Returns the variable that the file gives and that is refused. The rule of one variable may check another one: then
 * the tool names the variable that has the rule.
 */
function namedIn(diagnostic: Diagnostic, files: Givers["files"]): Pick<Diagnostic, "variable"> {
  const [named] = candidatesOf(diagnostic);
  const isGiven = named !== undefined && [...files.values()].some((text) => gives(text, named));
  return isGiven ? { variable: named } : {};
}

/**
 * Returns the variable that the sentence of the rule begins with, as in `workloads.web.port: 0 is not valid`, and the
 * variable that the rule checks. It is a variable of the root module unless the context is a module's block.
 */
function candidatesOf({ detail, variable, context }: Diagnostic): string[] {
  const [, named] = /^([A-Za-z_][\w-]*)[.[:]/.exec(detail.trim()) ?? [];
  const own = context?.startsWith("module ") === true ? undefined : variable;
  return [named, own].filter((one) => one !== undefined);
}

/** Returns whether a variable file sets a variable, in either of its two forms. */
const gives = (text: string, variable: string): boolean =>
  new RegExp(`^\\s*\\{?\\s*"?${variable}"?\\s*[=:]`, "m").test(text);

/**
 * Names the input that gave a value for an undeclared variable. The tool names the file in which it found the value,
 * but nobody knows the private file of the inputs.
 * @param file path of the private file
 * @param inputs names of the inputs by variable; all others come from `variables`
 */
export function nameUndeclared(
  diagnostic: Diagnostic,
  file: string,
  inputs: Readonly<Record<string, string>>,
): Diagnostic {
  if (!diagnostic.detail.includes(file)) return diagnostic;
  const [, variable = ""] = /"([^"]+)"/.exec(diagnostic.detail) ?? [];
  const input = Object.hasOwn(inputs, variable) ? inputs[variable] : undefined;
  const words = `the input ${input ?? "variables"}`;
  const detail = diagnostic.detail.replaceAll(`file "${file}"`, words).replaceAll(file, words);
  return { ...diagnostic, detail };
}
