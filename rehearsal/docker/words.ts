/**
 * Fills in `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`; a backslash keeps a dollar sign, single
 * quotes keep everything. Unknown names give an empty text, as BuildKit does.
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function substitute(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /'[^']*'|\\\$|\$(\w+)|\$\{(\w+)(?::([-+])([^}]*))?\}/g,
    (
      whole,
      plain: string | undefined,
      braced: string | undefined,
      operator: string | undefined,
      other = "",
    ) => {
      if (whole.startsWith("'")) return whole;
      if (whole === "\\$") return "$";
      const value = variables[plain ?? braced ?? ""] ?? "";
      if (operator === "-") return value === "" ? String(other) : value;
      if (operator === "+") return value === "" ? "" : String(other);
      return value;
    },
  );
}

const WORD = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g;

/** Words of a line; quotes hold together what has spaces in it, and a backslash keeps the next character. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(WORD))
    words.push(
      word.replaceAll(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
        (_, double?: string, single?: string, kept?: string) =>
          double === undefined ? (single ?? kept ?? "") : double.replaceAll(/\\(["\\$])/g, "$1"),
      ),
    );
  return words;
}

/** What has a meaning in a word: quotes, backslashes, variables. */
const MEANING = /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)|\$\w+|\$\{\w+(?::[-+][^}]*)?\}/g;

/** One word with its quotes removed and its variables filled in; what a variable brings is not looked at again. */
function expand(word: string, variables: Readonly<Record<string, string>>): string {
  return word.replaceAll(
    MEANING,
    (whole, double?: string, single?: string, kept?: string) =>
      single ??
      kept ??
      (double === undefined
        ? substitute(whole, variables)
        : double.replaceAll(/\\(["\\$])|[^\\]+|\\/g, (part, escaped?: string) =>
            escaped === undefined ? substituteQuoted(part, variables) : escaped,
          )),
  );
}

/** In double quotes a single one is a character like others. */
const substituteQuoted = (text: string, variables: Readonly<Record<string, string>>): string =>
  text
    .split("'")
    .map((part) => substitute(part, variables))
    .join("'");

/**
 * `A=1 B="two $WORDS"`, or the old form `A the rest of the line`, with the variables as they are before the line.
 * Words are split before variables are filled in: a value with spaces stays one value.
 */
export function readPairs(
  text: string,
  variables: Readonly<Record<string, string>> = {},
): [string, string][] {
  const line = text.trim();
  const words = line.match(WORD) ?? [];
  if (!(words[0] ?? "").includes("=")) {
    const [, name = "", value = ""] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
    return [[expand(name, variables), expand(value, variables)]];
  }
  return words.map((word) => {
    const at = word.indexOf("=");
    return [expand(word.slice(0, at), variables), expand(word.slice(at + 1), variables)];
  });
}
