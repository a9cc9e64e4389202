type Variables = Readonly<Record<string, string>>;

/** The special parts of a line: quotes, escapes, variables and whitespace. Everything else is a plain character. */
const TOKEN = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])|(\$\w+|\$\{[^}]*\})|(\s+)|([^])/g;

/** In double quotes, a backslash escapes only three characters. */
const QUOTED = /\\(["\\$])|(\$\w+|\$\{[^}]*\})/g;

/**
 * Splits a line into words, without quotes and with variables replaced. A variable's value is not split again; an
 * unknown name gives an empty text. https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function readWords(text: string, variables: Variables): string[] {
  return readLine(text, variables, true);
}

/** Does the same for a line that is a single word, whatever whitespace it contains. */
export function readText(text: string, variables: Variables): string {
  return readLine(text.trim(), variables, false).join("");
}

function readLine(text: string, variables: Variables, split: boolean): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, escaped, variable, blanks, character] of text.matchAll(TOKEN)) {
    if (blanks !== undefined && split) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= "";
    if (double !== undefined)
      word += double.replaceAll(QUOTED, (_, kept?: string, name?: string) =>
        name === undefined ? (kept ?? "") : valueOf(name, variables),
      );
    else if (variable !== undefined) word += valueOf(variable, variables);
    else word += single ?? escaped ?? blanks ?? character ?? "";
  }
  return word === undefined ? words : [...words, word];
}

/** Evaluates `$NAME`, `${NAME}`, `${NAME:-default}` or `${NAME:+other}`. */
function valueOf(variable: string, variables: Variables): string {
  const [, name = "", operator, other = ""] =
    /^\$\{?(\w*)(?::([-+]))?([^}]*)\}?$/.exec(variable) ?? [];
  const value = variables[name] ?? "";
  if (operator === "-") return value === "" ? other : value;
  if (operator === "+") return value === "" ? "" : other;
  return value;
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
