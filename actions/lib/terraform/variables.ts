import { NotValid, parseYaml } from "../runtime/input-types.ts";
import type { InputType } from "../runtime/input-types.ts";
import { secretMap } from "../runtime/secret-types.ts";

/**
 * Accepts Terraform variables as a YAML map. A number that YAML would rewrite (1.30, 007, 9007199254740993) is passed
 * on as the text in the document: terraform converts a text to a number if the variable is one, and a variable of type
 * string keeps its digits.
 */
export const variables: InputType<Record<string, unknown>, Record<string, unknown>> = {
  name: "YAML map",
  expected: "a YAML map of variable names and values, for example replicas: 3",
  empty: {},
  parse(given) {
    const value = parseYaml(given, "exact");
    if (value === null) return {};
    if (typeof value !== "object" || Array.isArray(value)) throw new NotValid();
    checkNames(Object.keys(value));
    return value as Record<string, unknown>;
  },
};

/** Returns whether a key is a name. In `true: x` without quotes, the key is not a text. */
const isName = (name: string): boolean =>
  /^(?!(?:true|false)$)[\p{L}_][\p{L}\p{N}_-]*$/u.test(name);

/** Accepts the same as a secret. */
export const secretVariables = secretMap({
  expected:
    'a JSON or YAML map of variable names and values on one line, for example {"db_password": "..."}',
  parse(map) {
    // A text that was pasted in the wrong place may be where a name should be.
    if (!Object.keys(map).every(isName))
      throw new NotValid("one of its names is not the name of a variable");
    return { ...map };
  },
});

function checkNames(names: string[]): void {
  for (const name of names)
    if (!isName(name)) throw new NotValid(`${JSON.stringify(name)} is not the name of a variable`);
}
