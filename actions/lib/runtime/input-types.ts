import * as z from "zod/mini";
import { describeIssue } from "../text/form-issues.ts";
import { NotYaml, readYaml } from "../text/yaml.ts";

/**
 * What an input accepts. The parser never gets empty text: the input's declaration decides whether it may be left out.
 */
export interface InputType<Value, Empty = undefined> {
  /** The word in the Type column of the README. */
  readonly name: string;
  /** What is accepted, with an example. It completes "Expected ...". */
  readonly expected: string;
  /** The value for empty text, if the input may be left out. */
  readonly empty: Empty;
  /**
   * Parses the text of the input.
   * @throws NotValid
   */
  parse(text: string): Value;
}

/** The text is not accepted. The message says what is wrong with it, if `expected` alone does not. */
export class NotValid extends Error {}

/** Accepts any text. `expected` such as "a folder, for example terraform/infrastructure". */
export const text = (expected: string, name = "string"): InputType<string> => ({
  name,
  expected,
  empty: undefined,
  parse: (given) => given,
});

/** A type with values that all match a pattern. */
export interface MatchingType extends InputType<string> {
  readonly pattern: RegExp;
}

/** Accepts text of a given form. */
export const matching = (pattern: RegExp, expected: string, name = "string"): MatchingType => ({
  name,
  expected,
  empty: undefined,
  pattern,
  parse(given) {
    if (!pattern.test(given)) throw new NotValid();
    return given;
  },
});

/** Accepts one of a few words. */
export const oneOf = <const Word extends string>(...words: Word[]): InputType<Word> => ({
  name: joinWords(words.map((word) => `\`${word}\``)),
  expected: joinWords(words),
  empty: undefined,
  parse(given) {
    const found = words.find((word) => word === given);
    if (found === undefined) throw new NotValid();
    return found;
  },
});

/** Accepts some of a few words, with spaces between them. */
export const words = <const Word extends string>(
  ...accepted: Word[]
): InputType<Word[], Word[]> => ({
  name: "words",
  expected: `some of ${accepted.join(", ")}, with spaces between them`,
  empty: [],
  parse: (given) =>
    given.split(/\s+/).map((one) => {
      const found = accepted.find((word) => word === one);
      if (found === undefined) throw new NotValid();
      return found;
    }),
});

/** Joins words: a, b or c. */
const joinWords = (words: readonly string[]): string =>
  [words.slice(0, -1).join(", "), words.at(-1)].filter(Boolean).join(" or ");

/** Accepts true or false, in the three spellings of YAML 1.2 that GitHub accepts. */
export const boolean: InputType<boolean> = {
  name: "boolean",
  expected: "true or false",
  empty: undefined,
  parse(given) {
    if (/^(true|True|TRUE)$/.test(given)) return true;
    if (/^(false|False|FALSE)$/.test(given)) return false;
    throw new NotValid();
  },
};

/** Accepts a whole number within limits. */
export const wholeNumber = (least: number, most: number): InputType<number> => ({
  name: "number",
  expected: `a whole number from ${least} to ${most}`,
  empty: undefined,
  parse(given) {
    const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
    if (!(value >= least && value <= most)) throw new NotValid();
    return value;
  },
});

/** Days, hours, minutes and seconds: 90s, 10m, 1h30m, 7d. */
export const DURATION = /^(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** A length of time. The value is in milliseconds. */
export const duration: InputType<number> = {
  name: "duration",
  expected: "a duration, for example 90s, 10m, 1h30m or 7d",
  empty: undefined,
  parse(given) {
    const parts = DURATION.exec(given);
    if (parts === null) throw new NotValid();
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts
      .slice(1)
      .map((part: string | undefined) => Number(part ?? 0));
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  },
};

/** Accepts one entry per line; blank lines are left out. `expected` such as "files, one per line". */
export const lines = (expected: string): InputType<string[], string[]> => ({
  name: "list, one per line",
  expected,
  empty: [],
  parse: splitLines,
});

/** Returns the lines of a text, trimmed, without the blank ones. */
export const splitLines = (given: string): string[] =>
  given
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** An input whose text is a document. */
export interface YamlType<Value, Empty> extends InputType<Value, Empty> {
  /** The forms that the document may have. */
  readonly schemas: readonly z.ZodMiniType[];
}

/**
 * Accepts YAML (and so JSON) of a given form, checked by a zod schema. The schema's messages complete "Expected ...".
 * @param scalars "text" keeps every scalar as it is written: 22.10 is not the number 22.1, and `on` is not a boolean
 */
export const yaml = <Schema extends z.ZodMiniType, const Empty>(
  schema: Schema,
  {
    name,
    expected,
    empty,
    scalars,
  }: { name: string; expected: string; empty: Empty; scalars?: "text" },
): YamlType<z.infer<Schema>, Empty> => ({
  name,
  expected,
  empty,
  schemas: [schema],
  parse(given) {
    const value = parseYaml(given, scalars);
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const { issues } = result.error;
    // If the complete document is wrong, the message can only say what is expected.
    if (issues.some(({ code, path }) => path.length === 0 && code !== "unrecognized_keys"))
      throw new NotValid();
    const problems = issues.flatMap((issue) => describeIssue(schema, issue, value));
    throw new NotValid(problems.join(" ").replace(/\.$/, ""));
  },
});

/**
 * Returns the plain value of a text in YAML.
 * @throws NotValid
 */
export function parseYaml(given: string, scalars?: "text" | "exact"): unknown {
  try {
    return readYaml(given, scalars === undefined ? {} : { scalars });
  } catch (error) {
    if (error instanceof NotYaml) throw new NotValid(error.message);
    throw error;
  }
}
