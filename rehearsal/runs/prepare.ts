import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { quoted } from "../base/shell.ts";
import { UsageError } from "../base/usage-error.ts";
import { COMMANDS } from "./commands.ts";
import type { Remembered } from "../workflows/find-workflow.ts";
import type { Rehearsal } from "../command-line/command-line-options.ts";
import { requireEngines } from "../real/engines.ts";
import { writeFirstSettings } from "../settings/first-use.ts";
import type { Settings } from "../settings/parse.ts";
import { readSettings } from "../settings/read.ts";
import { PROGRAM } from "../command-line/usage.ts";
import { mapActions, type MappedActions } from "../world/actions.ts";
import { checkOutputFile } from "../world/folders.ts";
import { CONSUMER, PIPELINE, ROOT } from "../world/repositories.ts";
import { findNode, requireGit, type NodeForActions } from "../world/tools.ts";
import { isOwnScript } from "../base/bundled.ts";
import { setupOf } from "../world/account.ts";
import { ENVIRONMENTS } from "../world/environments.ts";

/** What is known before anything runs. */
export interface Preparation {
  prepareRuns: ReturnType<(typeof COMMANDS)[string]>;
  /** Folder of the consumer's repository. */
  source: string;
  /** What exists on GitHub and in AWS; undefined if no settings file describes it. */
  settings: Settings | undefined;
  /** The choices of workflows in the settings. */
  workflows: Remembered;
  actions: MappedActions;
  node: NodeForActions;
  /** Sentences for people. */
  notes: string[];
}

/**
 * Checks the folder, files and tools of a rehearsal. Writes the settings file if the repository needs one and has none.
 * @throws UsageError for input that cannot be used
 */
export function prepare(rehearsal: Rehearsal): Preparation {
  const { event, json, requests, vars } = rehearsal;
  const source = sourceOf(rehearsal.repository);
  checkOutputFile("--json", json);
  checkOutputFile("--requests", requests);
  requireGit();
  requireEngines(rehearsal.real ?? []);
  const node = findNode();
  const mapped = mapActions(rehearsal.actions ?? {});
  const known = [
    CONSUMER,
    PIPELINE,
    ...mapped.repositories.map(({ name }) => name),
    ...mapped.skipped,
  ];
  const { variables } = setupOf([], "");
  const written =
    vars === undefined
      ? writeFirstSettings(source, {
          variables: hasEnvironmentFiles(source) ? {} : variables,
          repositories: known,
        })
      : undefined;
  const settings = readSettings(source, vars);
  return {
    prepareRuns: COMMANDS[event]?.(rehearsal) ?? [],
    source,
    node,
    settings: settings?.describesWorld === true ? settings : undefined,
    workflows: settings?.workflows ?? {},
    actions: mapActions({ ...settings?.actions, ...rehearsal.actions }),
    notes: [node.note, written].filter((note) => note !== undefined),
  };
}

/**
 * Returns the folder of the consumer's repository: the given folder, otherwise the current folder of the package's
 * user, or the example.
 */
function sourceOf(given: string | undefined): string {
  const source = path.resolve(given ?? (isOwnScript ? path.join(ROOT, "examples/fleet") : "."));
  if (!existsSync(source))
    throw new UsageError(
      `--repo: "${source}" does not exist. Expected the folder of a repository.`,
    );
  if (!statSync(source).isDirectory())
    throw new UsageError(`--repo: "${source}" is a file. Expected the folder of a repository.`);
  if (!existsSync(path.join(source, ".github/workflows")))
    throw new UsageError(
      `--repo: "${source}" has no .github/workflows. Expected the folder of a repository with workflows. \`${PROGRAM} init --repo ${quoted(given ?? ".")}\` writes them for its Dockerfiles.`,
    );
  return source;
}

const hasEnvironmentFiles = (source: string): boolean => {
  const folder = path.join(source, ENVIRONMENTS);
  return existsSync(folder) && readdirSync(folder).some((name) => /\.ya?ml$/.test(name));
};
