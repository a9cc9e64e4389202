import path from "node:path";
import type { ContextEntry } from "./context.ts";
import { BuildError, unsupported } from "./errors.ts";
import { pathPattern } from "./pattern.ts";

/** The content of an image at one path. */
export interface ImageFile extends ContextEntry {
  uid: number;
  gid: number;
}

/** Files of an image by their path in it, without the leading slash. */
export type ImageFiles = Map<string, ImageFile>;

export interface Copy {
  /** Relative to the context; may have wildcards. */
  sources: readonly string[];
  /** As written. A trailing slash marks a folder. */
  destination: string;
  workingDirectory: string;
  owner: { uid: number; gid: number };
  mode: number | undefined;
  line: number;
}

/**
 * Copies from the context into an image as COPY does: the contents of a folder, or a file to or into the destination.
 * @throws BuildError with BuildKit's message if a source matches nothing
 */
export function copy(context: readonly ContextEntry[], into: ImageFiles, request: Copy): void {
  const { sources, destination, workingDirectory, line } = request;
  const target = path.posix.resolve(workingDirectory, destination).slice(1);
  const roots = sources.flatMap((source) => match(context, source, line));
  const isFolder = /\/$|(^|\/)\.$/.test(destination);
  if (roots.length > 1 && !isFolder)
    throw new BuildError(
      `When using COPY with more than one source file, the destination must be a directory and end with a /`,
      line,
    );
  for (const root of roots) {
    const entry = context.find(({ path: name }) => name === root);
    // BuildKit follows a link that is named as a source.
    if (entry?.kind === "symlink") throw unsupported(`COPY of the link ${root}`, line);
    if (entry?.kind === "file") {
      put(
        into,
        isFolder ? path.posix.join(target, path.posix.basename(root)) : target,
        entry,
        request,
      );
      continue;
    }
    put(into, target, FOLDER, request);
    for (const inside of context)
      if (root === "" || inside.path.startsWith(`${root}/`))
        put(into, path.posix.join(target, path.posix.relative(root, inside.path)), inside, request);
  }
}

/** Creates a folder and its parent folders, as WORKDIR does. */
export function makeFolder(into: ImageFiles, name: string): void {
  const owner = { uid: 0, gid: 0 };
  for (const folder of [...parents(name.slice(1)), name.slice(1)])
    if (folder !== "" && !into.has(folder)) into.set(folder, { ...FOLDER, path: folder, ...owner });
}

const FOLDER: ContextEntry = { path: "", kind: "directory", mode: 0o755, source: "", link: "" };

/** Returns the paths of the context that a source matches; "" is the entire context. */
function match(context: readonly ContextEntry[], source: string, line: number): string[] {
  const wanted = path.posix.normalize(`/${source}`).slice(1).replace(/\/$/, "");
  if (wanted === "") return [""];
  const pattern = pathPattern(wanted);
  // An ignored folder still exists if something in it is not ignored.
  const names = new Set(context.flatMap(({ path: name }) => [name, ...parents(name)]));
  const found = [...names].filter((name) => pattern.test(name)).sort();
  if (found.length === 0)
    throw new BuildError(
      `failed to compute cache key: failed to calculate checksum of ref stand-in::context: "/${wanted}": not found`,
      line,
    );
  return found;
}

function parents(name: string): string[] {
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
