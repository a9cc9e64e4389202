import { NotComparable } from "./not-comparable.ts";

type Variables = Readonly<Record<string, string>>;

/** Quotes, an escaped character, a variable without braces, and any other character that does not begin `${`. */
const TOKEN = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])|\$(\w+)|(?!\$\{)([^])/y;
/** The inside of `${}`: a name, which an operator and another word may follow. */
const BRACED = /^(\w+)(?:(:?[-+?])([^]*))?$/;
/** What may be between the braces of `${}`: nested ones, quotes, an escaped character, and any other character. */
const INSIDE = /\$\{|\}|'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^]/g;

/**
 * Replaces the variables of a word and removes its quotes, as Docker does for the image of FROM.
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @throws NotComparable for a variable of the builder, which is only known during the build, and for an operator such
 *   as `${NAME%suffix}`
 */
export function expand(word: string, variables: Variables): string {
  let expanded = "";
  let at = 0;
  while (at < word.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(word);
    const end = token === null ? endOfBraces(word, at) : at + token[0].length;
    expanded +=
      token === null ? expandBraces(word.slice(at, end), variables) : expandToken(token, variables);
    at = end;
  }
  return expanded;
}

function expandToken(token: RegExpExecArray, variables: Variables): string {
  const [, single, double, escaped, name, character] = token;
  if (name !== undefined) return valueOf(name, undefined, "", variables);
  if (double !== undefined) return expand(double, variables);
  return single ?? escaped ?? character ?? "";
}

/** Expands `${…}`. The word after an operator may contain further variables, in braces too. */
function expandBraces(whole: string, variables: Variables): string {
  const [, name, operator, other = ""] = BRACED.exec(whole.slice(2, -1)) ?? [];
  if (name === undefined) throw notKnown(whole);
  return valueOf(name, operator, other, variables);
}

/**
 * Returns the index after the brace that closes `${` at an index.
 * @throws NotComparable if no brace closes it
 */
function endOfBraces(text: string, start: number): number {
  let depth = 0;
  INSIDE.lastIndex = start;
  for (let token = INSIDE.exec(text); token !== null; token = INSIDE.exec(text)) {
    if (token[0] === "${") depth += 1;
    else if (token[0] === "}") depth -= 1;
    if (depth === 0) return INSIDE.lastIndex;
  }
  throw notKnown(text.slice(start));
}

const notKnown = (words: string): NotComparable =>
  new NotComparable(`${words} in the Dockerfile is not known before the build`);

/** Returns the value of a variable. With a colon, an empty value is no value. `?` without a value ends the build. */
function valueOf(
  name: string,
  operator: string | undefined,
  other: string,
  variables: Variables,
): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined && /^BUILD(PLATFORM|OS|ARCH|VARIANT|OSVERSION)$/.test(name))
    throw notKnown(`$${name}`);
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
