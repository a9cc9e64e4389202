import path from "node:path";
import { UsageError } from "../base/usage-error.ts";

/** How a line of comment begins, by the ending or the name of a file. */
const COMMENTS: Readonly<Record<string, string>> = {
  ...{
    ".ts": "//",
    ".js": "//",
    ".mjs": "//",
    ".go": "//",
    ".java": "//",
    ".rs": "//",
    ".cs": "//",
  },
  ...{ ".py": "#", ".rb": "#", ".sh": "#", ".tf": "#", ".tfvars": "#", ".yaml": "#", ".yml": "#" },
};

const commentOf = (file: string): string | undefined => COMMENTS[path.extname(file)];

/** Folders whose files are no part of what runs. */
const ASIDE = new Set(["test", "tests", "node_modules", "docs"]);

/** Source code comes before settings, an entry point before other code. */
function rank(file: string): number {
  const isCode = commentOf(file) === "//" || [".py", ".rb"].includes(path.extname(file));
  const isEntry = /^(main|index|app|server)\./.test(path.basename(file));
  return (isCode ? 0 : 2) + (isEntry ? 0 : 1);
}

/**
 * The file that `--change NAME` edits: the first source file in a folder of that name, or the file of that path.
 * @throws UsageError that lists the names of folders in which something can be changed
 */
export function findChangeable(files: readonly string[], name: string): string {
  const editable = files.filter(isEditable);
  if (editable.includes(name)) return name;
  const found = editable
    .filter((file) => foldersOf(file).includes(name) && !isAside(file, name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  if (found[0] !== undefined) return found[0];
  const folders = changeableFolders(files);
  throw new UsageError(
    `--change: "${name}" is not valid. Expected a folder of the repository that holds source files: ${folders.join(", ") || "it has none"}; or the path of one file.`,
  );
}

/** Names of the folders in which something can be edited. */
function changeableFolders(files: readonly string[]): string[] {
  const names = files.filter(isEditable).flatMap(foldersOf);
  return [...new Set(names)].filter((one) => !ASIDE.has(one)).sort();
}

/**
 * What a commit edits that somebody else makes: the folder of this name where there is one, else that of the last
 * Dockerfile, else another one.
 * @returns undefined when nothing can be edited
 */
export function folderToChange(files: readonly string[], wanted: string): string | undefined {
  const folders = changeableFolders(files);
  const ofImage = files
    .filter((file) => path.basename(file) === "Dockerfile")
    .sort()
    .map((file) => path.basename(path.dirname(file)));
  return [wanted, ...ofImage.reverse()].find((one) => folders.includes(one)) ?? folders[0];
}

/** The first variable file of a Kubernetes workspace, by its name. */
export const findVariableFile = (files: readonly string[]): string | undefined =>
  files.filter((file) => /kubernetes[^/]*\.tfvars$/.test(file)).sort()[0];

const foldersOf = (file: string): string[] =>
  path
    .dirname(file)
    .split("/")
    .filter((one) => one !== ".");

const isEditable = (file: string): boolean => commentOf(file) !== undefined && !isHidden(file);

const isHidden = (file: string): boolean => file.split("/").some((part) => part.startsWith("."));

/** Tests inside of the folder are not what its image is built from. */
const isAside = (file: string, folder: string): boolean => {
  const folders = foldersOf(file);
  return folders.slice(folders.indexOf(folder) + 1).some((one) => ASIDE.has(one));
};

/** The first whole number that a variable file sets. */
const NUMBER = /^([^#\n]*=[ \t]*)(\d+)[ \t]*$/m;

/**
 * A file's text after it was edited so many times. In a variable file its first number is that much higher, so that a
 * plan has something to do; elsewhere a line of comment says that it was edited.
 */
export function editOf(file: string, text: string, count: number): string {
  if (file.endsWith(".tfvars") && NUMBER.test(text))
    return text.replace(
      NUMBER,
      (_, name: string, value: string) => `${name}${Number(value) + count}`,
    );
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${end}${commentOf(file) ?? "#"} Edit ${count} of the rehearsal.\n`;
}
