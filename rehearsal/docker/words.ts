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

/** Words of a line; quotes hold together what has spaces in it, and a backslash keeps the next character. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g))
    words.push(
      word.replaceAll(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
        (_, double?: string, single?: string, kept?: string) =>
          double === undefined ? (single ?? kept ?? "") : double.replaceAll(/\\(["\\$])/g, "$1"),
      ),
    );
  return words;
}

/** `A=1 B="two words"`, or the old form `A the rest of the line`. */
export function readPairs(text: string): [string, string][] {
  const words = splitWords(text);
  const [first = "", ...rest] = words;
  if (!first.includes("=")) return [[first, rest.join(" ")]];
  return words.map((word) => {
    const at = word.indexOf("=");
    return [word.slice(0, at), word.slice(at + 1)];
  });
}
