import path from "node:path";
import { readCommand, type Instruction } from "../docker/dockerfile.ts";
import { pathPattern } from "../docker/pattern.ts";

/**
 * Returns the paths that a Dockerfile copies from its build context; "" is the entire context. Other stages, other
 * images, addresses and variables are not paths of the context.
 */
export function copiedPaths(instructions: readonly Instruction[]): string[] {
  return instructions
    .filter(({ keyword, flags }) => ["COPY", "ADD"].includes(keyword) && !("from" in flags))
    .flatMap(({ rest }) => wordsOf(rest).slice(0, -1))
    .filter((source) => !/^[a-z]+:\/\/|^git@|\$/.test(source))
    .map((source) => path.posix.normalize(`/${source}`).slice(1).replace(/\/$/, ""));
}

/** Reads the arguments of COPY: words, or a JSON array of strings. */
function wordsOf(rest: string): string[] {
  const words = readCommand(rest);
  return typeof words === "string" ? words.split(/\s+/) : words;
}

/**
 * Returns the build context of a Dockerfile: the nearest folder, from that of the Dockerfile upward, that has everything
 * that the Dockerfile copies. If no folder has it, the folder of the Dockerfile: the build then names what is missing.
 * @param copied paths in the context
 * @param files paths of the repository's files
 */
export function findContext(
  dockerfile: string,
  copied: readonly string[],
  files: readonly string[],
): string {
  const own = path.posix.dirname(dockerfile);
  const wanted = copied.map(matcherOf);
  for (let folder = own; ; folder = path.posix.dirname(folder)) {
    const inside = pathsBelow(folder, files);
    if (wanted.every((matches) => inside.some(matches))) return folder;
    if (folder === ".") return own;
  }
}

/** Returns what a path in the context must be. An image of the entire context has more than what describes the build. */
function matcherOf(source: string): (one: string) => boolean {
  if (source === "") return (one) => !/^(?:Dockerfile|.*\.dockerignore)$/.test(one);
  try {
    const pattern = pathPattern(source);
    return (one) => pattern.test(one);
  } catch {
    // The build reports a pattern that cannot be read.
    return () => false;
  }
}

/** Returns the files and folders below a folder, relative to it. */
function pathsBelow(folder: string, files: readonly string[]): string[] {
  const prefix = folder === "." ? "" : `${folder}/`;
  const below = files.flatMap((file) => {
    if (!file.startsWith(prefix)) return [];
    const parts = file.slice(prefix.length).split("/");
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  });
  return [...new Set(below)];
}
