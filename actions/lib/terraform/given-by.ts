import type { Diagnostic } from "./events.ts";

/** What gives variables to the root module. */
export interface Givers {
  /** Names of the input that gives each variable, by variable. They count more than files. */
  inputs: ReadonlyMap<string, string>;
  /** Variable files, by the path that a person knows; the last one counts most. */
  files: ReadonlyMap<string, string>;
}

/** Errors that say that a value is refused; their detail is the sentence of the rule. */
const REFUSED =
  /^(?:Invalid value for (?:input )?variable|Resource (?:pre|post)condition failed|Module output value precondition failed)$/;

/**
 * Names what gave the value that a rule refuses. The tool points to where the rule, or a module, takes it: a file of the
 * workspace, which may be the pipeline's own, and where a person cannot correct it.
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

/** The rule of one variable may look at another one: the tool names that, but the file gives the one that is refused. */
function namedIn(diagnostic: Diagnostic, files: Givers["files"]): Pick<Diagnostic, "variable"> {
  const [named] = candidatesOf(diagnostic);
  const isGiven = named !== undefined && [...files.values()].some((text) => gives(text, named));
  return isGiven ? { variable: named } : {};
}

/**
 * The variable that the sentence of the rule begins with, as `workloads.web.port: 0 is not valid`, and the one that the
 * rule looks at, which is one of the root module unless a module's block takes it.
 */
function candidatesOf({ detail, variable, context }: Diagnostic): string[] {
  const [, named] = /^([A-Za-z_][\w-]*)[.[:]/.exec(detail.trim()) ?? [];
  const own = context?.startsWith("module ") === true ? undefined : variable;
  return [named, own].filter((one) => one !== undefined);
}

/** Whether a variable file sets a variable, in either of its two forms. */
const gives = (text: string, variable: string): boolean =>
  new RegExp(`^\\s*\\{?\\s*"?${variable}"?\\s*[=:]`, "m").test(text);

/**
 * Of a value for a variable that is not declared, the tool names the file in which it found it. The private one of the inputs
 * is known to nobody: the input is named instead.
 * @param file path of the private file
 * @param inputs names of the inputs by variable; all others are of `variables`
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
