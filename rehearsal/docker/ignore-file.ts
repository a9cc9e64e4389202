import path from "node:path";
import { pathPattern } from "./pattern.ts";

/**
 * Reads a .dockerignore: whether a path (relative, forward slashes) is left out of the context. Unlike in .gitignore,
 * patterns start at the root, the last one that fits decides, and one that fits a folder fits all in it, so that `!`
 * brings back a file of an ignored folder.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 * @throws BuildError for a pattern that cannot be read
 */
export function readIgnoreFile(text: string): (name: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(ruleOf);
  return (name) => {
    const names = name.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    let ignored = false;
    for (const { pattern, keep } of rules)
      if (names.some((each) => pattern.test(each))) ignored = !keep;
    return ignored;
  };
}

/** Cleaned as Go's filepath.Clean does: https://github.com/moby/patternmatcher/blob/v0.6.0/ignorefile/ignorefile.go */
function ruleOf(line: string): { pattern: RegExp; keep: boolean } {
  const keep = line.startsWith("!");
  const cleaned = path.posix.normalize(line.slice(keep ? 1 : 0).trim());
  return { pattern: pathPattern(cleaned.replace(/^\/+(?=.)|\/+$/g, "")), keep };
}
