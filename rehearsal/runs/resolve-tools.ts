import { readFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../base/usage-error.ts";
import type { PlannedRun } from "./planned-run.ts";
import { FAILURES, fileEditOf } from "../command-line/failures.ts";
import { failingWorkload, imageNames } from "../workflows/image-names.ts";
import { checkTypes, downloadedModules, readWorkspaces } from "../preflight/check.ts";
import { overviewLines } from "../preflight/lines.ts";
import { findMirrors, mirrorSettings } from "../preflight/mirrors.ts";
import { clusterPrograms, needsTerraform } from "../preflight/needs.ts";
import { REPLAYED_PROVIDERS } from "../preflight/types.ts";
import type { Preparation } from "./prepare.ts";
import type { Rehearsal } from "../command-line/command-line-options.ts";
import type { RunRequirements } from "./carry-out.ts";
import { replayedTypes } from "../terraform/index.ts";
import { folderToChange } from "../world/change.ts";
import { pipelineRepository } from "../world/repositories.ts";
import type { Failure } from "../world/failure.ts";
import { findDockerfile, type FileEdit } from "../world/file-edit.ts";
import { findTools } from "../world/tools.ts";

/** The tools of a rehearsal's runs, in addition to the world. */
export interface ResolvedTools extends Pick<RunRequirements, "actions" | "engines" | "node"> {
  /** Providers that are not replayed, such as hashicorp/aws. */
  realProviders: string[];
  /** Programs in steps that the embedded Kubernetes does not serve. */
  unserved: string[];
}

/**
 * Finds tools and mirrors, refuses what they do not serve, and prints what is real and what is embedded.
 * @param files paths of the repository's files
 * @throws UsageError for a missing tool, and for Terraform types that nothing serves
 */
export function resolveTools(
  { source, node, actions }: Preparation,
  { real = [] }: Rehearsal,
  { planned, files }: { planned: PlannedRun; files: readonly string[] },
): ResolvedTools {
  const mirrors = findMirrors();
  const areReal = real.includes("providers");
  const providers = mirrors.flatMap((mirror) => mirror.providers);
  const others = [pipelineRepository(), ...actions.repositories];
  const tools = findTools(needsTerraform(planned.workflow, planned.repository, others));
  const workspaces = readWorkspaces(source, files);
  checkTypes(workspaces, {
    replayed: replayedTypes(),
    mirrors,
    real: areReal,
    realKubernetes: real.includes("kubernetes"),
  });
  const unserved = real.includes("kubernetes")
    ? []
    : clusterPrograms(planned.workflow, planned.repository, others);
  const overview = overviewLines({
    source,
    real,
    tools,
    unserved,
    downloaded: downloadedModules(workspaces),
    skipped: actions.skipped,
    mirrored: providers.filter((one) => areReal || !REPLAYED_PROVIDERS.includes(one)),
    mapped: actions.repositories.map(({ name }) => name),
  });
  for (const line of overview) console.log(line);
  return {
    actions,
    unserved,
    node: node.binary,
    engines: {
      terraformSettings: mirrorSettings(mirrors),
      requireEngine: real.includes("docker"),
    },
    realProviders: areReal ? providers : [],
  };
}

/**
 * Returns the failure of --fail, with the workload or folder of this repository that it affects. Prints what a bad
 * commit changes.
 * @param files paths of the repository's files
 * @throws UsageError if the repository has no such workload or folder
 */
export function failureFor(
  { fail, failAt }: Rehearsal,
  { planned, files }: { planned: PlannedRun; files: readonly string[] },
): Failure {
  const failure: Failure = FAILURES[fail ?? ""] ?? {};
  const { kubernetes, newerCommit, scaledByHand } = failure;
  const edit = fileEditOf(fail, failAt);
  if (edit !== undefined) announceEdit(`--fail ${fail}`, edit, { files, failAt });
  if (newerCommit !== undefined) {
    const folder = folderToChange(files, newerCommit);
    if (folder !== undefined) return { ...failure, newerCommit: folder };
    throw new UsageError(
      `--fail ${fail}: the repository has no source file that the newer commit could edit. Add one, such as web/server.js.`,
    );
  }
  const example = kubernetes?.workload ?? scaledByHand?.deployment;
  if (example === undefined) return failure;
  const text = readFileSync(path.join(planned.repository.directory, planned.workflow), "utf8");
  const images = failure.isOfJob === true ? [] : imageNames(text);
  const workload = failAt ?? failingWorkload(example, images);
  return {
    ...failure,
    ...(kubernetes === undefined ? {} : { kubernetes: { ...kubernetes, workload } }),
    ...(scaledByHand === undefined
      ? {}
      : { scaledByHand: { ...scaledByHand, deployment: workload } }),
  };
}

/** @throws UsageError if there is no such Dockerfile */
function announceEdit(
  option: string,
  edit: FileEdit,
  { files, failAt }: { files: readonly string[]; failAt: string | undefined },
): void {
  const file = findDockerfile(files, edit);
  const isOther = failAt !== undefined && file?.split("/").includes(failAt) !== true;
  if (file === undefined || isOther)
    throw new UsageError(
      `${option}: the repository has no Dockerfile${failAt === undefined ? "" : ` in a folder called ${failAt}`} that the bad commit could change. ${file === undefined ? "Add one, such as web/Dockerfile." : `Leave --fail-at out to use ${file}, or name the folder of another Dockerfile.`}`,
    );
  console.log(
    `note: the commit of this run contains a mistake on purpose: ${edit.line} in ${file}`,
  );
}
