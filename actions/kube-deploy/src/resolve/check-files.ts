import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { copyOfPipeline } from "../../../lib/pipeline-folder.ts";
import { isOfPipeline, pathInPipeline } from "../../../lib/pipeline-path.ts";
import type { FileHashes } from "../../../lib/releases/files.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";

type Workspace = NonNullable<ReleaseRecord["workspaces"]["kubernetes"]>;

/**
 * Files that tools write into the folders of modules. `init` completes the lock file for its platform, so its bytes say
 * nothing; the versions that it pins are in the record.
 */
const WRITTEN_BY_TOOLS = /^(?:\.terraform(?:\..*)?|.*\.tfstate(?:\..*)?|.*\.tfplan|crash.*\.log)$/;

/**
 * Checks that a workspace has exactly the files with which the release was verified.
 * @param workTree folder with the files of the release's commit
 * @returns its folder, in the form of the input `working-directory`
 * @throws ActionError `release-files-differ`, `pipeline-differs`
 */
export async function checkWorkspaceFiles(
  release: Pick<ReleaseRecord, "id" | "environment" | "commit">,
  { directory, files }: Pick<Workspace, "directory" | "files">,
  workTree: string,
  job: Pick<Job, "temporaryDirectory">,
): Promise<string> {
  if (!isOfPipeline(directory)) {
    const differing = await findDifferences(files, workTree);
    if (differing.length > 0) throw filesDiffer(release, differing);
    return path.join(workTree, directory);
  }
  const inside = pathInPipeline(directory) ?? "";
  const copy = await copyOfPipeline(directory, job);
  const base = path.resolve(copy, ...inside.split("/").map(() => ".."));
  const differing = await findDifferences(files, base);
  if (differing.length > 0) throw pipelineDiffers(release, directory, differing);
  return directory;
}

/** Returns recorded files that differ or are missing, and files next to them that were not recorded; sorted. */
async function findDifferences(files: FileHashes, base: string): Promise<string[]> {
  const recorded = Object.entries(files).filter(([name]) => !isWrittenByTools(name));
  const differing: string[] = [];
  for (const [name, hash] of recorded) {
    const bytes = await readFile(path.join(base, ...name.split("/"))).catch(() => undefined);
    const found = bytes && createHash("sha256").update(bytes).digest("hex");
    if (found !== hash) differing.push(found === undefined ? `${name} (missing)` : name);
  }
  for (const folder of new Set(recorded.map(([name]) => path.posix.dirname(name))))
    for (const name of await filesIn(base, folder))
      if (!Object.hasOwn(files, name) && !isWrittenByTools(name)) differing.push(`${name} (new)`);
  return differing.sort();
}

const isWrittenByTools = (name: string): boolean =>
  WRITTEN_BY_TOOLS.test(path.posix.basename(name));

async function filesIn(base: string, folder: string): Promise<string[]> {
  const place = path.join(base, ...folder.split("/"));
  const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => path.posix.join(folder, name));
}

const filesDiffer = (
  { id, commit, environment }: Pick<ReleaseRecord, "id" | "environment" | "commit">,
  differing: readonly string[],
): ActionError =>
  new ActionError({
    reason: "release-files-differ",
    message: `the release ${id} was not verified with the files of its commit ${commit}: ${nameSome(differing)}. Nothing was changed`,
    fix: `make sure that no step changes the files of the commit before the deployment to ${environment}, deploy a commit there again, and promote that release`,
    detail: differing.join("\n"),
  });

const pipelineDiffers = (
  { id, environment }: Pick<ReleaseRecord, "id" | "environment" | "commit">,
  directory: string,
  differing: readonly string[],
): ActionError =>
  new ActionError({
    reason: "pipeline-differs",
    message: `the release ${id} was verified with different files of the pipeline in ${directory}: ${nameSome(differing)}. Nothing was changed`,
    fix: `run the version of the pipeline (\`uses: …@version\`) with which it was deployed to ${environment}, or deploy to ${environment} with this version and promote that release`,
    detail: differing.join("\n"),
  });

const NAMED = 5;

const nameSome = (names: readonly string[]): string =>
  names.slice(0, NAMED).join(", ") +
  (names.length > NAMED ? ` and ${names.length - NAMED} more` : "");
