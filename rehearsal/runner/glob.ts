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
  /** Absolute paths, sorted, each once. */
  files: string[];
  /** Where the searches started; artifact names are relative to what these have in common. */
  roots: string[];
}

/**
 * Files that match a list of patterns, relative to `directory` or absolute. A pattern that begins with ! takes away what
 * the patterns before it found; a line that begins with # is a comment. Folders match with all they hold.
 */
export function findFiles(patterns: readonly string[], directory: string): Glob {
  let files = new Set<string>();
  const roots: string[] = [];
  for (const line of patterns.flatMap((pattern) => pattern.split("\n"))) {
    const written = line.trim();
    if (written === "" || written.startsWith("#")) continue;
    const excludes = written.startsWith("!");
    const pattern = path.resolve(directory, excludes ? written.slice(1).trim() : written);
    const expression = expressionOf(pattern);
    if (excludes) files = new Set([...files].filter((file) => !expression.test(file)));
    else {
      const root = rootOf(pattern);
      roots.push(root);
      for (const file of filesBelow(root)) if (expression.test(file)) files.add(file);
    }
  }
  return { files: [...files].sort(), roots };
}
