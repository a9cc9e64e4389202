import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import { commentIn, hasComments, rankOf } from "./comment-style.ts";
import { raiseNumber } from "./raise-number.ts";

/** Folders whose files are not part of the running application. */
const ASIDE = new Set(["test", "tests", "node_modules", "docs"]);

/** Returns whether a file is an entry point. Entry points come before other code. */
const isEntry = (file: string): boolean => /^(main|index|app|server)\./.test(path.basename(file));

/**
 * Finds the file that `--change NAME` edits: the first source file in a folder of that name or path, or the file with
 * that path.
 * @throws UsageError that says why a file cannot be changed, or lists the folders with changeable files
 */
export function findChangeable(files: readonly string[], given: string): string {
  const name = path.posix.normalize(given).replace(/\/$/, "");
  if (files.includes(name)) {
    if (hasComments(name)) return name;
    throw new UsageError(refusalOf(files, name));
  }
  const found = files
    .filter(isEditable)
    .flatMap((file) => {
      const inside = partInside(file, name);
      return inside === undefined || isAside(inside) ? [] : [file];
    })
    .sort(
      (a, b) =>
        rankOf(a) - rankOf(b) || Number(isEntry(b)) - Number(isEntry(a)) || (a < b ? -1 : 1),
    );
  if (found[0] !== undefined) return found[0];
  const folders = changeableFolders(files);
  throw new UsageError(
    `--change: "${given}" is not valid. Expected the path of a file, or a folder with source files: ${folders.join(", ") || "the repository has none"}.`,
  );
}

function refusalOf(files: readonly string[], name: string): string {
  const folder = path.posix.dirname(name);
  const beside = files.find((file) => isEditable(file) && path.posix.dirname(file) === folder);
  return `--change: "${name}" cannot be changed: the edit is a comment line at the end of the file, and ${kindOf(name)} has no known comment syntax. ${beside === undefined ? "Name another file" : `Name another file, such as ${beside}`}. Or edit this file yourself and run without --change: the rehearsal commits what is in the folder.`;
}

function kindOf(file: string): string {
  const ending = path.extname(file);
  return ending === "" ? "a file of this name" : `a file that ends in ${ending}`;
}

/** Returns the path of a file inside the folder of this name or path; undefined if the file is not in one. */
function partInside(file: string, folder: string): string | undefined {
  const wanted = `/${folder}/`;
  const at = folder.includes("/")
    ? `/${file}`.startsWith(wanted)
      ? 0
      : -1
    : `/${file}`.indexOf(wanted);
  return at < 0 ? undefined : `/${file}`.slice(at + wanted.length);
}

/** Returns the names of the folders with files that can be edited. */
function changeableFolders(files: readonly string[]): string[] {
  const names = files.filter(isEditable).flatMap(foldersOf);
  return [...new Set(names)].filter((one) => !ASIDE.has(one)).sort();
}

/**
 * Returns the folder that another person's commit edits: the folder of this name if it exists, otherwise that of the
 * last Dockerfile, otherwise another folder.
 * @returns undefined if nothing can be edited
 */
export function folderToChange(files: readonly string[], wanted: string): string | undefined {
  const folders = changeableFolders(files);
  const ofImage = files
    .filter((file) => path.basename(file) === "Dockerfile")
    .sort()
    .map((file) => path.basename(path.dirname(file)));
  return [wanted, ...ofImage.reverse()].find((one) => folders.includes(one)) ?? folders[0];
}

/** Returns the first variable file of a Kubernetes workspace, by its name. */
export const findVariableFile = (files: readonly string[]): string | undefined =>
  files.filter((file) => /kubernetes[^/]*\.tfvars$/.test(file)).sort()[0];

const foldersOf = (file: string): string[] =>
  path
    .dirname(file)
    .split("/")
    .filter((one) => one !== ".");

const isEditable = (file: string): boolean => hasComments(file) && !isHidden(file);

const isHidden = (file: string): boolean => file.split("/").some((part) => part.startsWith("."));

/** Returns whether a file inside the folder is not built into the folder's image, such as a test. */
const isAside = (inside: string): boolean => foldersOf(inside).some((one) => ASIDE.has(one));

/**
 * Returns a file's text after this many edits. In a variable file, a number is raised by the count, so that a plan has
 * a change. In other files, a comment line says that the file was edited.
 */
export function editOf(file: string, text: string, count: number): string {
  const raised = file.endsWith(".tfvars") ? raiseNumber(text, count) : undefined;
  if (raised !== undefined) return raised;
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${end}${commentIn(file, `Edit ${count} of the rehearsal.`)}\n`;
}
