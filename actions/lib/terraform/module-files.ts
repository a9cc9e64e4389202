import { readFile, readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { ActionError } from "../runtime/errors.ts";
import { findInitFolders } from "./module-folders.ts";
import { parseHcl } from "./hcl.ts";
import type { Tool } from "./tool.ts";

/** Files that tools leave in a module's folder, and files that may contain values of a state. */
const LEFT_OUT =
  /^(?:\.terraform|\.git|node_modules|.*\.tfstate(?:\..*)?|.*\.tfplan|crash(?:\..*)?\.log|\.terraform\.tfstate\.lock\.info)$/;

/** The most bytes of all files together: a release is restored from them. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads the files of a root module and of the local modules that it and its tests use, directly or through others:
 * `init` reads all of them. A folder includes everything below it, so that templates and scripts are there as well.
 * @param directory of the root module, absolute
 * @param base absolute; the paths of the result are relative to it, with slashes
 * @returns bytes by path
 * @throws ActionError `not-recordable` if a module or a link leads out of `base`, or if there are too many files
 */
export async function readModuleFiles(
  directory: string,
  base: string,
  tool: Tool["name"],
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const folder of await findInitFolders(directory, tool)) {
    requireInside(folder, base);
    await readFolder(folder, base, files);
  }
  return files;
}

async function readFolder(
  folder: string,
  base: string,
  files: Map<string, Uint8Array>,
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await readFolder(place, base, files);
    else if (await isFileInside(place, base)) await addFile(place, base, files);
  }
}

async function addFile(place: string, base: string, files: Map<string, Uint8Array>): Promise<void> {
  const name = path.relative(base, place).split(path.sep).join("/");
  files.set(name, await readFile(place));
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  if (bytes > MOST_BYTES)
    throw notRecordable(`its files have more than ${MOST_BYTES / 1024 / 1024} MiB`);
}

/**
 * Returns whether a place is a file inside the base. A link may lead to a file of the repository, and to nothing else.
 */
async function isFileInside(place: string, base: string): Promise<boolean> {
  const target = await realpath(place).catch(() => undefined);
  if (target === undefined || !(await stat(target)).isFile()) return false;
  requireInside(target, await realpath(base));
  return true;
}

function requireInside(place: string, base: string): void {
  const relative = path.relative(base, place);
  if (relative.split(path.sep)[0] === ".." || path.isAbsolute(relative))
    throw notRecordable(`it uses ${place}, which is outside of ${base}`);
}

const notRecordable = (why: string): ActionError =>
  new ActionError({
    reason: "not-recordable",
    message: `the files of the workspace cannot be kept with a release: ${why}. Nothing was changed`,
    fix: "keep the workspace and its local modules in folders of their own in the repository, or set record: none",
  });

/**
 * Returns versions of the providers by source address, as in `.terraform.lock.hcl`.
 * @param text of that file
 */
export const lockedProviders = (text: string): Record<string, string> =>
  Object.fromEntries(
    parseHcl(text)
      .blocks.filter(({ type }) => type === "provider")
      .map(({ labels, attributes }) => [
        labels[0] ?? "",
        attributes.get("version")?.[0]?.value ?? "",
      ]),
  );
