import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { PARTS, ROLES } from "../environment/environment.ts";
import type { Environment } from "../environment/environment.ts";
import { SETTINGS } from "../environment/settings.ts";
import type { Choice } from "../environment/settings.ts";
import { validateEnvironment } from "../environment/validate.ts";
import type { ValidatedEnvironment } from "../environment/validate.ts";
import { closestWord } from "../text/closest.ts";
import type { InputDeclaration } from "./contract.ts";

/** The values that the environment file gives to inputs that are left out. */
export interface FileDefaults {
  /** Sentences that name the input or the file. If there is a problem, the file gives no values. */
  problems: string[];
  /** Returns the text for an input; "" = the file does not contain it. */
  textFor(declaration: InputDeclaration): string;
}

type Read = (name: string) => string;

/**
 * Reads the file that the input `environment-file` names, if it gives values to other inputs.
 * @param read returns an input's text
 * @param root folder of the repository
 */
export function readEnvironmentFile(
  declarations: Readonly<Record<string, InputDeclaration>>,
  read: Read,
  root: string,
): FileDefaults {
  const given = "environment-file" in declarations ? read("environment-file") : "";
  const gives = Object.values(declarations).some(({ environmentFile }) => environmentFile);
  if (given === "" || !gives) return without();
  const { environment, problems } = readEnvironment(root, given, "environment-file");
  if (environment === undefined) return without(...problems);
  const choice = {
    part: PARTS.find((part) => part === read("part")),
    role: ROLES.find((role) => role === read("role")),
  };
  const leftOut = Object.entries(declarations).filter(([name]) => read(name) === "");
  return {
    problems: [...partProblems(leftOut, choice), ...roleProblems(leftOut, choice, environment)],
    textFor: ({ environmentFile: setting }) =>
      setting === undefined ? "" : (SETTINGS[setting].read(environment, choice) ?? ""),
  };
}

/**
 * Reads and checks one environment file.
 * @param root folder of the repository
 * @param input name of the input that names the file, for the problems
 */
export function readEnvironment(
  root: string,
  given: string,
  input: string,
): Pick<ValidatedEnvironment, "environment" | "problems"> {
  const text = readText(root, given, input);
  if (typeof text !== "string") return { environment: undefined, problems: [text.problem] };
  return validateEnvironment({ file: given, text });
}

const without = (...problems: string[]): FileDefaults => ({ problems, textFor: () => "" });

function readText(root: string, given: string, input: string): string | { problem: string } {
  const file = path.resolve(root, given);
  try {
    return readFileSync(file, "utf8");
  } catch {
    return { problem: `${input}: there is no file "${given}". ${suggest(file, given)}` };
  }
}

/** The most files that a sentence names. */
const MOST = 10;

function suggest(file: string, given: string): string {
  const pathOf = (name: string) => path.posix.join(path.posix.dirname(given), name);
  const others = filesBeside(file)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  const meant = closestWord(path.basename(file), others);
  if (meant !== undefined) return `Did you mean ${pathOf(meant)}?`;
  return others.length > 0 && others.length <= MOST
    ? `Expected one of ${others.map(pathOf).join(", ")}.`
    : "Expected a path from the repository's root, for example environments/dev.yml. The repository has to be checked out in a step before this one.";
}

function filesBeside(file: string): string[] {
  try {
    return readdirSync(path.dirname(file));
  } catch {
    return [];
  }
}

type Declared = readonly [string, InputDeclaration];

/**
 * Finds what prevents the file from giving values that depend on the part.
 * @param leftOut the inputs that are not given
 */
function partProblems(leftOut: readonly Declared[], { part }: Choice): string[] {
  const needing = leftOut
    .filter(([, { environmentFile: setting }]) => setting && SETTINGS[setting].ofPart)
    .map(([name]) => name);
  const isLeftOut = part === undefined && leftOut.some(([name]) => name === "part");
  return isLeftOut && needing.length > 0
    ? [
        `part: nothing is given, but environment-file gives ${list(needing)} by it. Expected ${PARTS.join(" or ")}.`,
      ]
    : [];
}

/** Returns names as a list: a, b and c. */
const list = (names: readonly string[]): string =>
  [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

/** Finds roles that the file lacks. Only the push role may be missing in a file. */
function roleProblems(
  leftOut: readonly Declared[],
  { role }: Choice,
  { name, file, roles, promoteFrom }: Environment,
): string[] {
  const isNeeded = leftOut.some(([, { environmentFile: setting }]) => setting === "role");
  if (!isNeeded || role === undefined || roles[role] !== undefined) return [];
  const fix =
    promoteFrom === undefined
      ? `Add roles.${role} to the file, or give role-arn.`
      : `No image is built for ${name}: its images are promoted from ${promoteFrom}.`;
  return [`role: "${role}" is not among the roles of ${file}. ${fix}`];
}
