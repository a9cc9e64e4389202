import path from "node:path";
import { PARTS } from "../../../lib/environment/environment.ts";
import type { Environment, Part } from "../../../lib/environment/environment.ts";

/**
 * The files that a change consists of, relative to the repository's root, or the reason why everything counts as
 * changed.
 */
export type Changed = { files: readonly string[] } | { everything: string };

/** The folders of a part's root module. */
export interface PartFolders {
  /** The root module and its local modules, relative to the repository's root; "" is the root. */
  folders: readonly string[];
  /** Whether the folders are in the pipeline's repository. The workflows in this repository pin its version. */
  isOfPipeline: boolean;
}

/** The folders of each part; undefined = the repository has no such part. */
export type Workspaces = Readonly<Record<Part, PartFolders | undefined>>;

/** A workspace of an environment that a change affects. */
export interface Affected {
  environment: string;
  part: Part;
  /** The environment file. */
  file: string;
  /** The first changed file that affects the workspace, or the reason why everything counts as changed. */
  cause: string;
}

/** The files that a workspace is planned with, relative to the repository's root. */
interface FilesOfWorkspace {
  /** The environment file. */
  file: string | undefined;
  variableFiles: readonly string[];
}

/** Folder with the callers of the pipeline's workflows. They pin the pipeline's version. */
const WORKFLOWS = ".github/workflows";

/** Returns the workspaces that a change affects, sorted by environment and part. */
export function findAffected(
  environments: readonly Environment[],
  workspaces: Workspaces,
  changed: Changed,
): Affected[] {
  const sorted = [...environments].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap(({ name, file, variableFiles }) =>
    PARTS.flatMap((part) => {
      const workspace = workspaces[part];
      if (workspace === undefined) return [];
      const cause =
        "everything" in changed
          ? changed.everything
          : changed.files.find((one) =>
              isAffectedBy(one, { file, variableFiles: variableFiles[part] }, workspace),
            );
      return cause === undefined ? [] : [{ environment: name, part, file, cause }];
    }),
  );
}

/**
 * Returns whether a changed file affects a workspace.
 * @param changed path from the repository's root
 */
export function isAffectedBy(
  changed: string,
  { file, variableFiles }: FilesOfWorkspace,
  { folders, isOfPipeline }: PartFolders,
): boolean {
  if (file !== undefined && changed === path.posix.normalize(file)) return true;
  // A variable file is looked for in the root module's folder, then from the repository's root.
  const places = isOfPipeline ? [""] : [folders[0] ?? "", ""];
  const ofPart = variableFiles.flatMap((one) => places.map((place) => path.posix.join(place, one)));
  return (
    ofPart.includes(changed) ||
    folders.some((folder) => isBelow(changed, folder)) ||
    (isOfPipeline && isBelow(changed, WORKFLOWS))
  );
}

const isBelow = (file: string, folder: string): boolean =>
  folder === "" || file.startsWith(`${folder}/`);
