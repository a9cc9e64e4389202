import { BuildError } from "./errors.ts";

/**
 * Escaped characters, wildcards, classes, and what means something in a RegExp and nothing in a pattern. In a class a
 * hyphen stands between two characters, or behind a backslash.
 */
const TOKEN =
  /\\[^]|\*\*\/|\*\*|\*|\?|\[\^?(?:(?:\\[^]|[^\]\\-])(?:-(?:\\[^]|[^\]\\-]))?)+\]|[\\^$.+(){}|[\]]/g;

/**
 * A path pattern of COPY or .dockerignore: `*`, `?`, `[a-z]` within one segment, `**` across any number of them, and a
 * backslash before a character that means nothing.
 * https://pkg.go.dev/path/filepath#Match
 * @throws BuildError for a class that does not end, and for a backslash at the end
 */
export function pathPattern(text: string): RegExp {
  const source = text.replaceAll(TOKEN, (token, offset: number) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return isAnyText(text, offset) ? ".*" : "(?:.*/)?";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token === "[" || token === "\\") throw syntaxError(text);
    if (token.startsWith("[")) return token;
    // Of an escape only the character counts.
    return literal(token.slice(-1));
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw syntaxError(text);
  }
}

/**
 * Whether `**` stands for any text: at the end, and at the start of what has no other wildcard. In between it stands for
 * whole segments, as if a slash followed.
 * https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go (compile)
 */
const isAnyText = (text: string, offset: number): boolean =>
  offset + 2 === text.length || (offset === 0 && !/[*?[\]\\]/.test(text.slice(2)));

const literal = (character: string): string => character.replace(/[^\w/]/, String.raw`\$&`);

const syntaxError = (text: string): BuildError =>
  new BuildError(`syntax error in pattern: ${text}`);
