import { pathPattern } from "./pattern.ts";

/**
 * Reads a .dockerignore: tells of a path (relative, forward slashes) whether it is left out of the context. Unlike
 * .gitignore, patterns start at the root, the last one that fits decides, and one that fits a folder fits all in it,
 * so that `!` brings back a file of an ignored folder.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function readIgnoreFile(text: string): (name: string) => boolean {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(ruleOf);
  return (name) => {
    const names = name.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    let ignored = false;
    for (const { pattern, keep } of rules)
      if (names.some((each) => pattern.test(each))) ignored = !keep;
    return ignored;
  };
}

function ruleOf(line: string): { pattern: RegExp; keep: boolean } {
  const keep = line.startsWith("!");
  const text = line
    .slice(keep ? 1 : 0)
    .trim()
    .replace(/^(\.?\/)+/, "")
    .replace(/\/+$/, "");
  return { pattern: pathPattern(text), keep };
}
