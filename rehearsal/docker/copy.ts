import path from "node:path";
import type { ContextEntry } from "./context.ts";
import { BuildError } from "./errors.ts";
import { pathPattern } from "./pattern.ts";

/** What the image gets at one path. */
export interface ImageFile extends ContextEntry {
  uid: number;
  gid: number;
}

/** Files of an image by their path in it, without the leading slash. */
export type ImageFiles = Map<string, ImageFile>;

export interface Copy {
  /** Relative to the context; may have wildcards. */
  sources: readonly string[];
  /** As written; a slash at the end makes it a folder. */
  destination: string;
  workingDirectory: string;
  owner: { uid: number; gid: number };
  mode: number | undefined;
  line: number;
}

/**
 * Copies from a tree into an image as COPY does: a folder gives its contents, a file lands in or as the destination.
 * @throws BuildError when a source matches nothing, in BuildKit's words
 */
export function copy(from: readonly ContextEntry[], into: ImageFiles, request: Copy): void {
  const { sources, destination, workingDirectory } = request;
  const target = path.posix.resolve(workingDirectory, destination).slice(1);
  const found = sources.map((source) => ({ source, roots: match(from, source, request.line) }));
  const many = found.reduce((sum, { roots }) => sum + roots.length, 0) > 1;
  const folder = many || /\/$|(^|\/)\.$/.test(destination);
  if (many && !/\/$|(^|\/)\.$/.test(destination))
    throw new BuildError(
      `When using COPY with more than one source file, the destination must be a directory and end with a /`,
      request.line,
    );
  for (const { roots } of found)
    for (const named of roots) {
      const root = followed(from, named, request.line);
      const isFolder =
        root === "" || from.some(({ path: name, kind }) => name === root && kind === "directory");
      const base =
        isFolder || !folder ? target : path.posix.join(target, path.posix.basename(named));
      if (isFolder) put(into, target, FOLDER, request);
      for (const entry of inside(from, root))
        put(
          into,
          path.posix.join(base, entry.path.slice(root.length).replace(/^\//, "")),
          entry,
          request,
        );
    }
}

/** Makes a folder and those above it, as WORKDIR does. */
export function makeFolder(into: ImageFiles, name: string): void {
  const owner = { uid: 0, gid: 0 };
  for (const folder of [...parents(name.slice(1)), name.slice(1)])
    if (folder !== "" && !into.has(folder)) into.set(folder, { ...FOLDER, path: folder, ...owner });
}

/** What a source that is a link leads to. Only links that a source names are followed; those in a folder are kept. */
function followed(from: readonly ContextEntry[], root: string, line: number): string {
  let name = root;
  // As many steps as Linux takes before it says "too many levels of symbolic links".
  for (let step = 0; step < 40; step += 1) {
    const entry = from.find((each) => each.path === name);
    if (entry?.kind !== "symlink") return name;
    const [target = ""] = match(from, path.posix.join(path.posix.dirname(name), entry.link), line);
    name = target;
  }
  throw new BuildError(`too many links in the path: ${root}`, line);
}

const FOLDER: ContextEntry = { path: "", kind: "directory", mode: 0o755, source: "", link: "" };

const inside = (from: readonly ContextEntry[], root: string): ContextEntry[] =>
  from.filter(({ path: name }) => root === "" || name === root || name.startsWith(`${root}/`));

/** Paths of the tree that a source means. */
function match(from: readonly ContextEntry[], source: string, line: number): string[] {
  const wanted = path.posix.normalize(`/${source}`).slice(1).replace(/\/$/, "");
  if (wanted === "") return [""];
  const pattern = pathPattern(wanted);
  // A folder that is ignored itself still exists when something in it is not.
  const names = new Set(from.flatMap(({ path: name }) => [name, ...parents(name)]));
  const found = [...names].filter((name) => pattern.test(name)).sort();
  if (found.length === 0)
    throw new BuildError(
      `failed to compute cache key: failed to calculate checksum of ref stand-in::context: "/${wanted}": not found`,
      line,
    );
  return found;
}

export function parents(name: string): string[] {
  const parts = name.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function put(into: ImageFiles, name: string, entry: ContextEntry, { owner, mode }: Copy): void {
  if (name === "" || name === ".") return;
  for (const parent of parents(name))
    if (!into.has(parent)) into.set(parent, { ...FOLDER, path: parent, ...owner });
  const own = entry.kind === "file" && mode !== undefined ? mode : entry.mode;
  into.set(name, { ...entry, path: name, mode: own, ...owner });
}
