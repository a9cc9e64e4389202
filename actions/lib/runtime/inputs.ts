import { getInput } from "@actions/core";
import { parse as parseYaml } from "yaml";
import * as z from "zod/mini";
import { inputErrors } from "./errors.ts";

/** One input's check: takes the text of the workflow file and gives the typed value, or throws a `Problem`. */
export type InputType<T> = (text: string) => T;

/** Why a value is refused: what is accepted instead, with an example. */
export class Problem extends Error {}

type Shape = Record<string, InputType<unknown>>;
type Values<S extends Shape> = { [Name in keyof S]: ReturnType<S[Name]> };

/**
 * Reads and checks every input of an action, keyed by its name in action.yml.
 * @throws ActionError `invalid-input` that lists all problems of all inputs together
 */
export function readInputs<S extends Shape>(shape: S, read: (name: string) => string): Values<S> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(shape)) {
    const text = read(name);
    try {
      values[name] = type(text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(
        `${name}: ${text === "" ? "nothing is given" : `got ${quote(text)}`}, ${error.message}`,
      );
    }
  }
  if (problems.length > 0) throw inputErrors(problems);
  return values as Values<S>;
}

/** Reads the inputs as GitHub's runner hands them over (INPUT_… variables, trimmed). */
export const readActionInputs = <S extends Shape>(shape: S): Values<S> =>
  readInputs(shape, getInput);

/** A long value is shortened: the message must stay one readable line. */
function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return `"${line.length > 80 ? `${line.slice(0, 77)}...` : line}"`;
}

/** Any text; empty is refused. */
export const required =
  (example: string): InputType<string> =>
  (text) => {
    if (text === "") throw new Problem(`accepted is a value such as ${example}`);
    return text;
  };

/** Any text; empty means "not given". */
export const optional: InputType<string | undefined> = (text) => (text === "" ? undefined : text);

/** Text of a given form; empty means "not given". */
export const matching =
  (pattern: RegExp, accepted: string): InputType<string | undefined> =>
  (text) => {
    if (text === "") return undefined;
    if (!pattern.test(text)) throw new Problem(`accepted is ${accepted}`);
    return text;
  };

/** The same, but it must be given. */
export const requiredMatching =
  (pattern: RegExp, accepted: string): InputType<string> =>
  (text) => {
    if (!pattern.test(text)) throw new Problem(`accepted is ${accepted}`);
    return text;
  };

/** One of a few words. */
export const oneOf =
  <const Word extends string>(...words: Word[]): InputType<Word> =>
  (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new Problem(`accepted is ${words.join(", ")}`);
    return found;
  };

/** true or false, in the three spellings of YAML 1.2 that GitHub accepts. */
export const flag: InputType<boolean> = (text) => {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  throw new Problem("accepted is true or false");
};

/** A whole number within bounds. */
export const wholeNumber =
  (least: number, most: number): InputType<number> =>
  (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new Problem(`accepted is a whole number from ${least} to ${most}`);
    return value;
  };

/** A length of time such as 90s, 10m or 1h30m, given back in milliseconds. */
export const duration: InputType<number> = (text) => {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (text === "" || parts === null)
    throw new Problem("accepted is a length of time such as 90s, 10m or 1h30m");
  const [hours, minutes, seconds] = [1, 2, 3].map((index) => Number(parts[index] ?? 0));
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
};

/** One entry a line; blank lines are left out. */
export const lines: InputType<string[]> = (text) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** YAML (and so JSON) of a given form, checked by a zod schema. Empty text gives `empty`. */
export const yaml =
  <Schema extends z.ZodMiniType, const Empty>(
    schema: Schema,
    accepted: string,
    empty: Empty,
  ): InputType<z.infer<Schema> | Empty> =>
  (text) => {
    if (text.trim() === "") return empty;
    let value: unknown;
    try {
      value = parseYaml(text);
    } catch (error) {
      throw new Problem(`accepted is ${accepted}; it is not YAML: ${firstLine(error)}`);
    }
    const result = schema.safeParse(value);
    if (!result.success)
      throw new Problem(`accepted is ${accepted}; ${describeIssues(result.error.issues)}`);
    return result.data;
  };

const firstLine = (error: unknown): string => (error as Error).message.split("\n")[0] ?? "";

function describeIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues
    .map(
      ({ path, message }) =>
        `${path.length > 0 ? `${path.map(String).join(".")}: ` : ""}${message}`,
    )
    .join(", ");
}
