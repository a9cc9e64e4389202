import { NotValid, parseYaml } from "./input-types.ts";
import type { InputType } from "./input-types.ts";

/**
 * Fewest characters of a line. The runner masks every line of a secret: a line of one brace would hide every brace in
 * the log.
 */
const LEAST = 4;

/**
 * Accepts a secret that is a map. Messages never contain a part of it, except names.
 * @param options.expected such as "a map of variable names and values"
 * @param options.parse converts the plain map to the value; the message of its NotValid may contain only names
 */
export const secretMap = <Value>({
  expected,
  parse,
}: {
  expected: string;
  parse: (map: Readonly<Record<string, unknown>>) => Value;
}): InputType<Value, Value> => ({
  name: "secret YAML map",
  expected,
  empty: parse({}),
  parse(given) {
    const short = given
      .split(/\r?\n/)
      .map((line) => line.trim())
      .findIndex((line) => line !== "" && line.length < LEAST);
    if (short >= 0)
      throw new NotValid(
        `its line ${short + 1} has fewer than ${LEAST} characters, and GitHub's runner would hide them everywhere in the log, because it masks every line of a secret; write it on one line`,
      );
    return parse(mapIn(given));
  },
});

function mapIn(given: string): Readonly<Record<string, unknown>> {
  const value = plainValue(given);
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw new NotValid("it is not a map");
  return value as Record<string, unknown>;
}

function plainValue(given: string): unknown {
  try {
    return parseYaml(given, "exact");
  } catch (error) {
    // The parser's message contains a piece of the text.
    const isTwice = error instanceof NotValid && /unique/i.test(error.message);
    throw new NotValid(isTwice ? "it has a name twice" : "it is neither valid JSON nor valid YAML");
  }
}
