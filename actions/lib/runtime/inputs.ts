import { getInput } from "@actions/core";
import { camelCase } from "./contract.ts";
import type { Contract, InputDeclaration, ValuesOf } from "./contract.ts";
import { acceptedOnly, applyRules } from "./accepted.ts";
import { SETTINGS } from "../environment/settings.ts";
import { readEnvironmentFile } from "./environment-file.ts";
import { InvalidInputs } from "./errors.ts";
import { NotValid } from "./input-types.ts";

type Inputs = Contract["inputs"];

/**
 * Problems of inputs in combination with other inputs, by name. A text says why an optional input is needed in this
 * run: "unless push is false". `problem` is one complete sentence, or several, about an input that is given.
 */
export type Needed<D extends Inputs> = Partial<
  Record<keyof D & string, string | { problem: string | readonly string[] }>
>;

/** Some inputs were not accepted. The error also has the accepted ones: other checks may find problems with them. */
export class RefusedInputs extends InvalidInputs {
  /** As `acceptedOnly` returns it. */
  readonly accepted: Readonly<Record<string, unknown>>;

  constructor(problems: readonly string[], accepted: Readonly<Record<string, unknown>>) {
    super(problems);
    this.accepted = accepted;
  }
}

/**
 * Reads and checks every input of an action. Values of inputs that are left out come from the environment file, if one
 * is given.
 * @param needed gets the values that were accepted
 * @param read returns an input's text; default: as GitHub's runner passes it (INPUT_… variables, trimmed)
 * @param root folder of the repository, where the environment file is
 * @throws RefusedInputs that lists all problems of all inputs and of the environment file together
 */
export function readInputs<const D extends Inputs>(
  declarations: D,
  needed: (given: Partial<ValuesOf<D>>, isRefused: IsRefused<D>) => Needed<D> = () => ({}),
  read: (name: string) => string = getInput,
  root: string = process.env["GITHUB_WORKSPACE"] ?? process.cwd(),
): ValuesOf<D> {
  const file = readEnvironmentFile(declarations, read, root);
  const { values, problems } = parseInputs(
    declarations,
    (name, declaration) => read(name) || file.textFor(declaration),
  );
  // An input does not count as missing if a file that must be corrected would give it.
  const isExcused = (name: string) =>
    file.problems.length > 0 &&
    read(name) === "" &&
    declarations[name]?.environmentFile !== undefined;
  const isRefused = (name: string) => problems.has(name) || isExcused(name);
  const beside = needed(values as Partial<ValuesOf<D>>, isRefused);
  const sentences = [...problems, ...problemsBeside(declarations, values, beside, isRefused)]
    .filter(([name]) => !isExcused(name))
    .map(([name, problem]) => `${name}: ${problem}`);
  if (sentences.length + file.problems.length === 0) return values as ValuesOf<D>;
  const refused = Object.keys(declarations).filter(isRefused).map(camelCase);
  throw new RefusedInputs([...sentences, ...file.problems], acceptedOnly(values, refused));
}

/** Returns whether an input was given but not accepted, so that nothing follows from it. */
type IsRefused<D extends Inputs> = (name: keyof D & string) => boolean;

/** Problems by the name of the input. */
type Problems = [name: string, problem: string];

/** Reads the form of each input, without the other inputs. */
function parseInputs(
  declarations: Inputs,
  textOf: (name: string, declaration: InputDeclaration) => string,
): { values: Record<string, unknown>; problems: Map<string, string> } {
  const values: Record<string, unknown> = {};
  const problems = new Map<string, string>();
  for (const [name, declaration] of Object.entries(declarations)) {
    const given = textOf(name, declaration);
    try {
      values[camelCase(name)] = parseInput(declaration, given);
    } catch (error) {
      if (!(error instanceof NotValid)) throw error;
      problems.set(name, describeProblem(name, declaration, given, error.message));
    }
  }
  return { values, problems };
}

/** Finds problems, in combination with other inputs, of the inputs that have the right form. */
const problemsBeside = (
  declarations: Inputs,
  values: Readonly<Record<string, unknown>>,
  needed: Needed<Inputs>,
  isRefused: (name: string) => boolean,
): Problems[] =>
  Object.entries(needed).flatMap(([name, why]): Problems[] => {
    if (why === undefined || isRefused(name)) return [];
    if (typeof why !== "string") return [why.problem].flat().map((problem) => [name, problem]);
    return values[camelCase(name)] === undefined
      ? [[name, describeMissing(name, declarations[name], `, but it is needed ${why}`)]]
      : [];
  });

/**
 * Returns the texts and numbers in the values of the inputs that are secrets.
 * @param values as `readInputs` returns them
 */
export const secretsIn = (
  declarations: Inputs,
  values: Readonly<Record<string, unknown>>,
): string[] =>
  Object.entries(declarations).flatMap(([name, { secret }]) =>
    secret === true ? textsIn(values[camelCase(name)]) : [],
  );

/** Returns the same for inputs of which some were not accepted. */
export const acceptedSecrets = (
  declarations: Inputs,
  accepted: Readonly<Record<string, unknown>>,
): string[] =>
  applyRules(
    Object.entries(declarations).map(
      ([name, declaration]) =>
        () =>
          secretsIn({ [name]: declaration }, accepted),
    ),
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

/** Quotes a value. A long value is shortened: the message must stay one readable line. */
function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return `"${line.length > 80 ? `${line.slice(0, 77)}...` : line}"`;
}
