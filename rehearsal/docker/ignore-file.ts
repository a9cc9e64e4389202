import path from "node:path";
import { BuildError } from "./errors.ts";
import { pathPattern } from "./pattern.ts";

interface Rule {
  pattern: RegExp;
  keep: boolean;
}

/**
 * Reads a .dockerignore. Returns a function that tells whether a path (relative, forward slashes) is excluded from the
 * context. Differences from .gitignore:
 * - Patterns start at the root, and the last matching pattern decides.
 * - A pattern that matches a folder matches everything in it. Therefore `!` can include a file of an ignored folder
 *   again.
 *
 * A pattern that cannot change the result so far is not tried, so a folder that was not excluded is not included again
 * either.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 * https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go (MatchesUsingParentResults)
 * @throws BuildError for a pattern that cannot be read
 */
export function readIgnoreFile(text: string): (name: string) => boolean {
  const rules = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(ruleOf);
  return (name) => {
    const names = name.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    let ignored = false;
    let matched: readonly boolean[] = [];
    for (const each of names) ({ ignored, matched } = match(rules, each, matched));
    return ignored;
  };
}

/** Matches a path. @param above for each pattern, whether it matched the parent folder */
function match(rules: readonly Rule[], name: string, above: readonly boolean[]) {
  let ignored = false;
  const matched = rules.map(({ pattern, keep }, index) => {
    const fits = above[index] === true || (keep === ignored && pattern.test(name));
    if (fits) ignored = !keep;
    return fits;
  });
  return { ignored, matched };
}

/**
 * Cleans a line as Go's filepath.Clean does:
 * https://github.com/moby/patternmatcher/blob/v0.6.0/ignorefile/ignorefile.go
 */
function ruleOf(line: string): Rule {
  const keep = line.startsWith("!");
  const written = line.slice(keep ? 1 : 0).trim();
  if (written === "") throw new BuildError('illegal exclusion pattern: "!"');
  const cleaned = path.posix.normalize(written);
  return { pattern: pathPattern(cleaned.replace(/^\/+(?=.)|\/+$/g, "")), keep };
}
