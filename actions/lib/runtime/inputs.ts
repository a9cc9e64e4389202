import { getInput } from "@actions/core";
import { camelCase } from "./contract.ts";
import type { Contract, InputDeclaration, ValuesOf } from "./contract.ts";
import { SETTINGS } from "../environment/settings.ts";
import { readEnvironmentFile } from "./environment-file.ts";
import { invalidInputs } from "./errors.ts";
import { NotValid } from "./input-types.ts";

type Inputs = Contract["inputs"];

/**
 * What is wrong with inputs beside the other inputs, by name. A text says why one that may be left out is needed in this
 * run: "unless push is false". `problem` is a whole sentence about one that is given.
 */
export type Needed<D extends Inputs> = Partial<
  Record<keyof D & string, string | { problem: string }>
>;

/**
 * Reads and checks every input of an action. What is left out comes from the environment file, if one is given.
 * @param needed is given the values that were accepted
 * @param read gives an input's text; default: as GitHub's runner hands it over (INPUT_… variables, trimmed)
 * @param root folder of the repository, where the environment file is
 * @throws ActionError `invalid-input` that lists all problems of all inputs and of the environment file together
 */
export function readInputs<const D extends Inputs>(
  declarations: D,
  needed: (given: Partial<ValuesOf<D>>) => Needed<D> = () => ({}),
  read: (name: string) => string = getInput,
  root: string = process.env["GITHUB_WORKSPACE"] ?? process.cwd(),
): ValuesOf<D> {
  const file = readEnvironmentFile(declarations, read, root);
  const problems = new Map<string, string>();
  const values: Record<string, unknown> = {};
  for (const [name, declaration] of Object.entries(declarations)) {
    const given = read(name) || file.textFor(declaration);
    try {
      values[camelCase(name)] = parseInput(declaration, given);
    } catch (error) {
      if (!(error instanceof NotValid)) throw error;
      problems.set(name, describeProblem(name, declaration, given, error.message));
    }
  }
  for (const [name, why] of Object.entries<string | { problem: string } | undefined>(
    needed(values as Partial<ValuesOf<D>>),
  )) {
    if (why === undefined || problems.has(name)) continue;
    if (typeof why !== "string") problems.set(name, why.problem);
    else if (values[camelCase(name)] === undefined)
      problems.set(name, describeMissing(name, declarations[name], `, but it is needed ${why}`));
  }
  // What a file that has to be corrected would give is not missing.
  const isExcused = (name: string) =>
    file.problems.length > 0 &&
    read(name) === "" &&
    declarations[name]?.environmentFile !== undefined;
  const sentences = [...problems]
    .filter(([name]) => !isExcused(name))
    .map(([name, problem]) => `${name}: ${problem}`);
  if (sentences.length + file.problems.length > 0)
    throw invalidInputs([...sentences, ...file.problems]);
  return values as ValuesOf<D>;
}

/**
 * The texts and numbers in the values of the inputs that are secrets.
 * @param values as `readInputs` gives them
 */
export const secretsIn = (
  declarations: Inputs,
  values: Readonly<Record<string, unknown>>,
): string[] =>
  Object.entries(declarations).flatMap(([name, { secret }]) =>
    secret === true ? textsIn(values[camelCase(name)]) : [],
  );

function textsIn(value: unknown): string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function parseInput(declaration: InputDeclaration, given: string): unknown {
  if (given !== "") return declaration.type.parse(given);
  const { required, default: fallback, mayBeEmpty } = declaration;
  if (mayBeEmpty !== true && (required === true || fallback !== undefined)) throw new NotValid();
  return declaration.type.empty;
}

function describeProblem(
  name: string,
  declaration: InputDeclaration,
  given: string,
  why: string,
): string {
  if (given === "") return describeMissing(name, declaration);
  if (declaration.secret === true)
    return `the value is not valid${why === "" ? "" : `: ${why}`}. Expected ${declaration.type.expected}.`;
  const reason = why === "" ? "" : `: ${why}`;
  // A reason may end with a question: did you mean something else?
  return `${quote(given)} is not valid${reason}${reason.endsWith("?") ? "" : "."} Expected ${declaration.type.expected}.`;
}

function describeMissing(
  name: string,
  declaration: InputDeclaration | undefined,
  why = "",
): string {
  const setting = declaration?.environmentFile;
  const ways =
    setting === undefined
      ? ""
      : ` Give ${name}, or environment-file, which has ${SETTINGS[setting].key}.`;
  return `nothing is given${why}. Expected ${declaration?.type.expected ?? "a value"}.${ways}`;
}

/** A long value is shortened: the message must stay one readable line. */
function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return `"${line.length > 80 ? `${line.slice(0, 77)}...` : line}"`;
}
