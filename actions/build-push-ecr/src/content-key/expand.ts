import { NotComparable } from "./not-comparable.ts";

type Variables = Readonly<Record<string, string>>;

/** Quotes, an escaped character, a variable, and any other character. */
const TOKEN =
  /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])|\$(\w+)|\$\{(\w+)(?:(:?[-+?])([^}]*))?\}|(\$\{[^}]*\}?)|([^])/g;

/**
 * Replaces the variables of a word and removes its quotes, as Docker does for the image of FROM.
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @throws NotComparable for a variable of the builder, which is only known during the build, and for an operator such
 *   as `${NAME%suffix}`
 */
export function expand(word: string, variables: Variables): string {
  let expanded = "";
  for (const token of word.matchAll(TOKEN)) {
    const [
      whole,
      single,
      double,
      escaped,
      plain,
      braced,
      operator,
      other = "",
      unknown,
      character,
    ] = token;
    if (unknown !== undefined)
      throw new NotComparable(`${whole} in the Dockerfile is not known before the build`);
    const name = plain ?? braced;
    if (name !== undefined) expanded += valueOf(name, operator, other, variables);
    else if (double !== undefined) expanded += expand(double, variables);
    else expanded += single ?? escaped ?? character ?? "";
  }
  return expanded;
}

/** Returns the value of a variable. With a colon, an empty value is no value. `?` without a value ends the build. */
function valueOf(
  name: string,
  operator: string | undefined,
  other: string,
  variables: Variables,
): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined && /^BUILD(PLATFORM|OS|ARCH|VARIANT|OSVERSION)$/.test(name))
    throw new NotComparable(`$${name} in the Dockerfile is not known before the build`);
  const isSet = operator?.startsWith(":") === true ? (value ?? "") !== "" : value !== undefined;
  if (operator?.endsWith("-") === true) return isSet ? (value ?? "") : expand(other, variables);
  if (operator?.endsWith("+") === true) return isSet ? expand(other, variables) : "";
  if (operator?.endsWith("?") === true && !isSet)
    throw new NotComparable(`$${name} in the Dockerfile has no value`);
  return value ?? "";
}

/** Splits at blanks outside quotes; the words keep their quotes. */
export const splitWords = (text: string): string[] =>
  text.match(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\])+/g) ?? [];
