import path from "node:path";
import { BuildError } from "./errors.ts";
import { pathPattern } from "./pattern.ts";

interface Rule {
  pattern: RegExp;
  keep: boolean;
}

/**
 * Reads a .dockerignore: whether a path (relative, forward slashes) is left out of the context. Unlike in .gitignore,
 * patterns start at the root, the last one that fits decides, and one that fits a folder fits all in it, so that `!`
 * brings back a file of an ignored folder. A pattern that cannot alter the result so far is not tried, so that a folder
 * that nothing left out is not brought back either.
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

/** @param above which patterns fitted the folder that it is in */
function match(rules: readonly Rule[], name: string, above: readonly boolean[]) {
  let ignored = false;
  const matched = rules.map(({ pattern, keep }, index) => {
    const fits = above[index] === true || (keep === ignored && pattern.test(name));
    if (fits) ignored = !keep;
    return fits;
  });
  return { ignored, matched };
}

/** Cleaned as Go's filepath.Clean does: https://github.com/moby/patternmatcher/blob/v0.6.0/ignorefile/ignorefile.go */
function ruleOf(line: string): Rule {
  const keep = line.startsWith("!");
  const written = line.slice(keep ? 1 : 0).trim();
  if (written === "") throw new BuildError('illegal exclusion pattern: "!"');
  const cleaned = path.posix.normalize(written);
  return { pattern: pathPattern(cleaned.replace(/^\/+(?=.)|\/+$/g, "")), keep };
}
