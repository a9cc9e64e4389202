import { closestWord } from "../../text/closest.ts";
import { JsonError, parseJson } from "../json.ts";
import type { Json } from "../json.ts";
import { leaves } from "../secrets.ts";
import { isObject, own } from "../values.ts";
import { VARIABLE } from "./input-type.ts";
import type { SecretSource } from "./input-type.ts";

/** Shorter texts occur in ordinary words, so they cannot be hidden in a log. */
const LEAST = 4;

/** Why an entry gives nothing, without any part of a value. */
interface Problem {
  message: string;
  fix: string;
}

/** What an entry gives. With a problem there are no values. */
export interface Given {
  values: Record<string, Json>;
  problems: Problem[];
}

/**
 * Returns the variables that an entry gives.
 * @param text of the secret; undefined = it contains bytes
 */
export function valuesOf(source: SecretSource, text: string | undefined): Given {
  const { id, variable, key } = source;
  if (text === undefined)
    return fail(
      `the secret "${id}" holds bytes (SecretBinary), and a variable is text`,
      "put the value into SecretString; encode bytes as base64, and decode them in the workspace",
    );
  if (variable !== undefined && key === undefined) return checked(source, { [variable]: text });
  const members = objectIn(text);
  if (typeof members === "string")
    return fail(`the secret "${id}" is ${members}`, expectedObject(source));
  if (variable === undefined) return namedMembers(source, members);
  const value = own(members, key ?? "");
  if (value === undefined) return fail(...withoutMember(id, key ?? "", Object.keys(members)));
  return checked(source, { [variable]: value });
}

const fail = (message: string, fix: string): Given => ({
  values: {},
  problems: [{ message, fix }],
});

const expectedObject = ({ id, variable, key }: SecretSource): string =>
  variable === undefined
    ? `put {"variable": "value"} into it, or give its whole text to one variable: variable=${id}`
    : `put an object with the member "${key ?? ""}" into it, or give its whole text to the variable: ${variable}=${id}`;

/**
 * Reports a missing member. The user may have written a value by mistake instead of a name, so only a name that is
 * similar to the wanted one is shown.
 */
function withoutMember(id: string, key: string, names: readonly string[]): [string, string] {
  const meant = closestWord(key, names);
  return [
    `the secret "${id}" has no member "${key}" among its ${names.length}`,
    meant === undefined
      ? `correct the name of the member, or add it: aws secretsmanager put-secret-value replaces the whole object`
      : `did you mean ${meant}?`,
  ];
}

/** Returns the members of a JSON object, or what the text is instead. */
function objectIn(text: string): Record<string, Json> | string {
  if (text.trim() === "") return "empty";
  try {
    const value = parseJson(text);
    return isObject(value) ? value : "JSON, but not an object";
  } catch (error) {
    // The parser's message may contain a piece of the text.
    if (error instanceof JsonError) return "not JSON";
    throw error;
  }
}

function namedMembers(source: SecretSource, members: Record<string, Json>): Given {
  if (!Object.keys(members).every((name) => VARIABLE.test(name)))
    return fail(
      `a member of the secret "${source.id}" has a name that no variable can have`,
      `correct it, or take the members that are wanted one by one: variable=${source.id}:member`,
    );
  return checked(source, members);
}

/** Returns the values, if each of them can be hidden. */
function checked({ id }: SecretSource, values: Record<string, Json>): Given {
  const problems = Object.entries(values).flatMap(([name, value]): Problem[] =>
    isHideable(value)
      ? []
      : [
          {
            message: `the secret "${id}" gives the variable ${name} a value of fewer than ${LEAST} characters, which cannot be hidden in logs and comments`,
            fix: "make it longer; give a value that is not a secret in the input variables",
          },
        ],
  );
  return problems.length === 0 ? { values, problems } : { values: {}, problems };
}

/** Returns whether each text and number in a list or an object can be hidden; true, false and null are not secrets. */
const isHideable = (value: Json): boolean =>
  [...leaves(value)].every((leaf) => leaf.trim().length >= LEAST);
