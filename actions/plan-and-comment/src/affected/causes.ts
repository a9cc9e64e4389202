import path from "node:path";
import { PARTS } from "../../../lib/environment/environment.ts";
import type { Environment, Part } from "../../../lib/environment/environment.ts";

/** Which files a change is made of, from the repository's root; or why it counts as a change of everything. */
export type Changed = { files: readonly string[] } | { everything: string };

/** Where the root module of a part is. */
export interface PartFolders {
  /** Of the root module and its local modules, from the repository's root; "" is the root. */
  folders: readonly string[];
  /** It is a folder of the pipeline's repository. The workflows of this one say at which version. */
  isOfPipeline: boolean;
}

/** Undefined = the repository has no such part. */
export type Workspaces = Readonly<Record<Part, PartFolders | undefined>>;

/** A workspace of an environment that a change affects. */
export interface Affected {
  environment: string;
  part: Part;
  /** The environment file. */
  file: string;
  /** The first changed file that affects it, or why everything is. */
  cause: string;
}

/** What a workspace is planned with, from the repository's root. */
interface FilesOfWorkspace {
  /** The environment file. */
  file: string | undefined;
  variableFiles: readonly string[];
}

/** Where the callers of the pipeline's workflows are, with the version that they pin. */
const WORKFLOWS = ".github/workflows";

/** The workspaces that a change affects, sorted by environment and part. */
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
 * Whether a changed file affects a workspace.
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
