import { BuildError, unsupported } from "./errors.ts";

type Variables = Readonly<Record<string, string>>;

/**
 * The special parts of a line: quotes, escapes, variables without braces, and whitespace. Everything else that does not
 * begin `${` is a plain character.
 */
const TOKEN = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])|\$(\w+)|(\s+)|(?!\$\{)([^])/y;

/** In double quotes, a backslash escapes only three characters, and single quotes are plain characters. */
const IN_QUOTES = /\\(["\\$])|\$(\w+)|(?!\$\{)([^])/y;

/** What may be between the braces of `${}`: nested ones, an escaped character, and any other character. */
const IN_BRACES = /\$\{|\}|\\[^]|[^]/g;

/** The inside of `${}`: a name, which an operator and another word may follow. */
const BRACED = /^(\w+)(?:(:?[-+?])([^]*))?$/;

/**
 * Splits a line into words, without quotes and with variables replaced. A variable's value is not split again; an
 * unknown name gives an empty text. https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @throws BuildError for a variable that has to have a value (`${NAME:?}`), and for an operator that only a real engine
 *   knows, such as `${NAME%suffix}`
 */
export function readWords(text: string, variables: Variables): string[] {
  return readLine(text, variables, true);
}

/** Does the same for a line that is a single word, whatever whitespace it contains. */
export function readText(text: string, variables: Variables): string {
  return readLine(text.trim(), variables, false).join("");
}

/** Splits a line at blanks outside of quotes. The words keep their quotes and variables. */
export const rawWords = (text: string): string[] =>
  text.match(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\]|['"])+/g) ?? [];

function readLine(text: string, variables: Variables, split: boolean): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length;) {
    const token = matchAt(TOKEN, text, at);
    const end = token === null ? endOfBraces(text, at) : at + token[0].length;
    const [, single, double, escaped, name, blanks, character] = token ?? [];
    if (blanks !== undefined && split) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word ??= "";
      if (token === null) word += valueOfBraces(text.slice(at, end), variables);
      else if (double !== undefined) word += readQuoted(double, variables);
      else if (name !== undefined) word += variables[name] ?? "";
      else word += single ?? escaped ?? blanks ?? character ?? "";
    }
    at = end;
  }
  return word === undefined ? words : [...words, word];
}

function readQuoted(text: string, variables: Variables): string {
  let result = "";
  for (let at = 0; at < text.length;) {
    const token = matchAt(IN_QUOTES, text, at);
    const end = token === null ? endOfBraces(text, at) : at + token[0].length;
    const [, escaped, name, character] = token ?? [];
    if (token === null) result += valueOfBraces(text.slice(at, end), variables);
    else result += name === undefined ? (escaped ?? character ?? "") : (variables[name] ?? "");
    at = end;
  }
  return result;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Returns the index after the brace that closes the `${` at an index.
 * @throws BuildError if no brace closes it
 */
function endOfBraces(text: string, start: number): number {
  let depth = 0;
  IN_BRACES.lastIndex = start;
  for (let token = IN_BRACES.exec(text); token !== null; token = IN_BRACES.exec(text)) {
    if (token[0] === "${") depth += 1;
    else if (token[0] === "}") depth -= 1;
    if (depth === 0) return IN_BRACES.lastIndex;
  }
  throw new BuildError(`failed to process ${JSON.stringify(text)}: syntax error: missing '}'`);
}

/** Evaluates `${NAME}` and its operators. With a colon, an empty value is no value. */
function valueOfBraces(whole: string, variables: Variables): string {
  const [, name, operator = "", other = ""] = BRACED.exec(whole.slice(2, -1)) ?? [];
  if (name === undefined) throw unsupported(whole);
  const value = variables[name];
  const isSet = operator.startsWith(":") ? (value ?? "") !== "" : value !== undefined;
  if (operator.endsWith("-")) return isSet ? (value ?? "") : readText(other, variables);
  if (operator.endsWith("+")) return isSet ? readText(other, variables) : "";
  if (operator.endsWith("?") && !isSet)
    throw new BuildError(
      `failed to process ${JSON.stringify(whole)}: ${name}: ${other || "is not allowed to be unset"}`,
    );
  return value ?? "";
}

/** Reads `A=1 B="two $WORDS"`, or the old form `A the rest of the line`. */
export function readPairs(text: string, variables: Variables): [string, string][] {
  const [, name = "", separator, rest = ""] = /^([^\s=]+)(=|\s*)([^]*)$/.exec(text.trim()) ?? [];
  if (separator !== "=" && !/^["']/.test(name)) return [[name, readText(rest, variables)]];
  return readWords(text, variables).map((word) => {
    const at = word.indexOf("=");
    return [word.slice(0, at), word.slice(at + 1)];
  });
}
