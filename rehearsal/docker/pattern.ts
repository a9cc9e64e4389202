import { BuildError } from "./errors.ts";

/**
 * Matches escaped characters, wildcards, classes, and characters that are special in a RegExp but not in a pattern. In
 * a class, a hyphen is between two characters or after a backslash.
 */
const TOKEN =
  /\\[^]|\*\*\/|\*\*|\*|\?|\[\^?(?:(?:\\[^]|[^\]\\-])(?:-(?:\\[^]|[^\]\\-]))?)+\]|[\\^$.+(){}|[\]]/g;

/**
 * Compiles a path pattern of COPY or .dockerignore: `*`, `?`, `[a-z]` within one segment, `**` across any number of
 * segments, and a backslash that makes the next character literal.
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
    // An escape stands for its character.
    return literal(token.slice(-1));
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw syntaxError(text);
  }
}

/**
 * Returns whether `**` stands for any text: at the end of the pattern, and at the start of a pattern without other
 * wildcards. In between, it stands for complete segments, as if a slash followed.
 * https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go (compile)
 */
const isAnyText = (text: string, offset: number): boolean =>
  offset + 2 === text.length || (offset === 0 && !/[*?[\]\\]/.test(text.slice(2)));

const literal = (character: string): string => character.replace(/[^\w/]/, String.raw`\$&`);

const syntaxError = (text: string): BuildError =>
  new BuildError(`syntax error in pattern: ${text}`);
