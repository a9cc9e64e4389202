import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { readIgnoreFile } from "./ignore-file.ts";

/** A file, folder or link of the build context that .dockerignore does not exclude. */
export interface ContextEntry {
  /** Relative to the context, with forward slashes. */
  path: string;
  kind: "file" | "directory" | "symlink";
  mode: number;
  /** Absolute path; only for files. */
  source: string;
  /** Target of a link. */
  link: string;
}

/**
 * Returns everything in the context that a COPY can see, sorted by path. `<Dockerfile>.dockerignore` takes precedence
 * over the context's own .dockerignore, as in BuildKit.
 */
export function readContext(directory: string, dockerfile: string): ContextEntry[] {
  const rules = [`${dockerfile}.dockerignore`, path.join(directory, ".dockerignore")].find((file) =>
    existsSync(file),
  );
  const ignored = readIgnoreFile(rules === undefined ? "" : readFileSync(rules, "utf8"));
  const entries: ContextEntry[] = [];
  const walk = (folder: string): void => {
    for (const name of readdirSync(path.join(directory, folder)).sort()) {
      const entry = entryOf(directory, folder === "" ? name : `${folder}/${name}`);
      // An ignored folder is still walked: a later `!` pattern may include one of its files again.
      if (!ignored(entry.path)) entries.push(entry);
      if (entry.kind === "directory") walk(entry.path);
    }
  };
  walk("");
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function entryOf(directory: string, relative: string): ContextEntry {
  const source = path.join(directory, relative);
  const stat = lstatSync(source);
  if (stat.isSymbolicLink())
    return { path: relative, kind: "symlink", mode: 0o777, source, link: readlinkSync(source) };
  if (stat.isDirectory())
    return { path: relative, kind: "directory", mode: 0o755, source, link: "" };
  // Only "executable" is kept from the mode: the group and other bits depend on the umask at checkout.
  const mode = (stat.mode & 0o111) === 0 ? 0o644 : 0o755;
  return { path: relative, kind: "file", mode, source, link: "" };
}
