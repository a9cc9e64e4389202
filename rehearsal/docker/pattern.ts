import { BuildError } from "./errors.ts";

/**
 * A path pattern of COPY or .dockerignore: `*`, `?`, `[a-z]` within one segment, `**` across any number of them.
 * https://pkg.go.dev/path/filepath#Match
 * @throws BuildError for a pattern that cannot be read
 */
export function pathPattern(text: string): RegExp {
  const source = text.replaceAll(/\*\*\/|\*\*|\*|\?|\[\^?[^\]\\]+\]|[\\^$.+(){}|[\]]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    return token.length > 1 ? token : `\\${token}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw new BuildError(`syntax error in pattern: ${text}`);
  }
}
