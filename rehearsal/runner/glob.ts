import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** A pattern as a regular expression over paths with forward slashes: ** crosses folders, * and ? do not. */
function expressionOf(pattern: string): RegExp {
  let source = "";
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (pattern.startsWith("**/", index)) {
      source += "(?:.*/)?";
      index += 2;
    } else if (pattern.startsWith("**", index)) {
      source += ".*";
      index += 1;
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else source += character.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
  }
  // A folder stands for all that is in it.
  return new RegExp(`^${source}(?:/.*)?$`, "s");
}

const isMagic = (part: string): boolean => /[*?]/.test(part);

/** The folder (or file) a search for the pattern starts at: its parts before the first with * or ?. */
function rootOf(pattern: string): string {
  const parts = pattern.split("/");
  const end = parts.findIndex((part) => isMagic(part));
  return end < 0 ? pattern : parts.slice(0, end).join("/") || "/";
}

function filesBelow(root: string): string[] {
  const found = statSync(root, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [root];
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
    const target = path.join(root, entry.name);
    return entry.isDirectory() ? filesBelow(target) : [target];
  });
}

export interface Glob {
  /** Absolute paths, each once, as a walk through the roots meets them: a hash over them depends on it. */
  files: string[];
  /** Where the walk starts, in the order of the patterns; artifact names are relative to what these have in common. */
  roots: string[];
}

interface Pattern {
  excludes: boolean;
  expression: RegExp;
  root: string;
}

function patternsOf(lines: readonly string[], directory: string): Pattern[] {
  return lines.flatMap((line) => {
    const written = line.trim();
    if (written === "" || written.startsWith("#")) return [];
    const excludes = written.startsWith("!");
    const pattern = path.resolve(directory, excludes ? written.slice(1).trim() : written);
    return { excludes, expression: expressionOf(pattern), root: rootOf(pattern) };
  });
}

/** Roots in the order of the patterns, without those that lie below another one. */
function rootsOf(patterns: readonly Pattern[]): string[] {
  const all = patterns.filter(({ excludes }) => !excludes).map(({ root }) => root);
  const isBelow = (root: string, other: string) =>
    root.startsWith(other.endsWith(path.sep) ? other : other + path.sep);
  return [...new Set(all)].filter((root) => !all.some((other) => isBelow(root, other)));
}

/**
 * Files that match a list of patterns, relative to `directory` or absolute. A pattern that begins with ! takes away what
 * the patterns before it found; a line that begins with # is a comment. Folders match with all they hold.
 * Order: https://github.com/actions/toolkit/blob/main/packages/glob/src/internal-globber.ts
 */
export function findFiles(patterns: readonly string[], directory: string): Glob {
  const known = patternsOf(
    patterns.flatMap((pattern) => pattern.split("\n")),
    directory,
  );
  const roots = rootsOf(known);
  const matches = (file: string) => known.findLast((one) => one.expression.test(file));
  const files = roots
    .flatMap((root) => filesBelow(root))
    .filter((file) => matches(file)?.excludes === false);
  return { files, roots };
}
