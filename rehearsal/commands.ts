import { UsageError } from "./base/usage-error.ts";
import { workflowFor } from "./find-workflow.ts";
import type { Repository } from "./runner/request.ts";
import {
  BRANCH,
  PULL_REQUEST,
  dispatch,
  mergeGroup,
  pullRequest,
  pushToMain,
  type Scenario,
} from "./scenarios.ts";
import type { Start } from "./runs.ts";
import type { History } from "./world/history.ts";

/** What a command of the command line is about. */
export interface Options {
  /** Folder in the repository whose files are edited before the run. */
  change?: string;
  /** The pull request comes from a fork. */
  fork?: boolean;
  /** The change comes by a pull request, which is planned and merged first. */
  fromPullRequest?: boolean;
  /** The pull request is tested in a merge queue. */
  mergeQueue?: boolean;
  /** A name of FAILURES. */
  fail?: string;
  environment?: string;
  from?: string;
  to?: string;
  release?: string;
  overrideReason?: string;
  /** Number of the run to do again; the last one when it is left out. */
  run?: number;
  /** Further inputs of a dispatch. */
  inputs?: Readonly<Record<string, string>>;
}

/** Where the run of a command happens. */
export interface Stage {
  /** The user's folder. */
  source: string;
  history: History;
  /** The release that ran in an environment before the live one; undefined when there is none. */
  releaseBefore: (environment: string) => string | undefined;
  /** What started the run that is done again. */
  start: Start | undefined;
  /** Makes the repository of the run, with the files of a commit. What is refused is refused before. */
  checkOut: (sha: string) => Repository;
}

/** One run: its event, its repository and its workflow. */
export interface Act {
  scenario: Scenario;
  repository: Repository;
  /** Path of the workflow's file. */
  workflow: string;
}

type Prepare = (stage: Stage, options: Options) => Act;

/** The runs of each command, in order. The second of two begins when the first one succeeded. */
export const COMMANDS: Readonly<Record<string, (options: Options) => Prepare[]>> = {
  deploy: ({ fromPullRequest, environment, fail }) => {
    if (fromPullRequest === true)
      // What is changed by hand has to be there before the pull request comes.
      return fail === "plan-changed" ? [pushBefore, plan, merge] : [plan, merge];
    return [environment === undefined ? push : deployByHand];
  },
  plan: ({ mergeQueue }) => [mergeQueue === true ? queue : plan],
  promote: () => [promote],
  rollback: () => [rollback],
  rerun: () => [rerun],
};

function push({ source, history, checkOut }: Stage, { change }: Options): Act {
  const workflow = workflowFor(source, "push", "deploy").file;
  const before = history.main();
  const sha = history.commit(source, "main", change);
  const repository = checkOut(sha);
  return { scenario: pushToMain(sha, { before, head: sha }), repository, workflow };
}

/** What main has before the pull request. */
const pushBefore: Prepare = (stage) => push(stage, {});

function plan({ source, history, checkOut }: Stage, options: Options): Act {
  const { change, fork, fromPullRequest } = options;
  const workflow = workflowFor(source, "pull_request", "plan").file;
  const before = history.main();
  // A pull request changes something.
  const edited = change ?? (fromPullRequest === true ? history.variableFile(source) : undefined);
  const head = history.commit(source, BRANCH, edited);
  const repository = checkOut(history.mergeForTest(head, PULL_REQUEST));
  return { scenario: pullRequest({ before, head }, fork ?? false), repository, workflow };
}

/** The merge queue tests the pull request as it would be in main. */
function queue({ source, history, checkOut }: Stage, { change }: Options): Act {
  const workflow = workflowFor(source, "merge_group", "plan").file;
  const base = history.main();
  const head = history.commit(source, BRANCH, change);
  const { sha, ref } = history.queue(head, PULL_REQUEST);
  const repository = checkOut(sha);
  return { scenario: mergeGroup({ before: base, head }, { sha, ref }), repository, workflow };
}

/** The pull request that was planned just now is squashed into main. */
function merge({ source, history, checkOut }: Stage): Act {
  const workflow = workflowFor(source, "push", "deploy").file;
  const before = history.main();
  const head = history.head(BRANCH) ?? before ?? "";
  const sha = history.squash(head, `A change (#${PULL_REQUEST})`);
  const repository = checkOut(sha);
  return { scenario: pushToMain(sha, { before, head }), repository, workflow };
}

/** The workflow that a push starts, started by hand for one environment. */
function deployByHand(stage: Stage, options: Options): Act {
  const { source, history, checkOut } = stage;
  const { file, dispatchInputs = [] } = workflowFor(source, "push", "deploy");
  if (!dispatchInputs.includes("environment"))
    throw new UsageError(
      `--environment: ${file} has no input environment for workflow_dispatch. Expected one of the type environment. Add it, or leave the option out: then a push starts the workflow.`,
    );
  const inputs = { ...options.inputs, environment: options.environment ?? "" };
  const repository = checkOut(history.commit(source, "main", options.change));
  return { scenario: dispatch(file, inputs), repository, workflow: file };
}

function promote(stage: Stage, options: Options): Act {
  const { from, to, release, overrideReason } = options;
  if (from === undefined || to === undefined)
    throw new UsageError(
      "promote needs --from and --to. Expected two environments, for example promote --from dev --to staging.",
    );
  return byHand("promote", stage, {
    ...options.inputs,
    ...{ from, to },
    ...(release === undefined ? {} : { release }),
    ...(overrideReason === undefined ? {} : { "override-reason": overrideReason }),
  });
}

/** Without a release it is the one before the live one, and the reason is ours. An empty one lists them. */
function rollback(stage: Stage, options: Options): Act {
  const { environment } = options;
  if (environment === undefined)
    throw new UsageError(
      "rollback needs --environment. Expected an environment, for example rollback --environment production.",
    );
  const before = options.release === undefined ? stage.releaseBefore(environment) : undefined;
  const { dispatchInputs = [] } = workflowFor(stage.source, "workflow_dispatch", "rollback");
  const isForReason = before !== undefined && dispatchInputs.includes("reason");
  return byHand("rollback", stage, {
    ...(before === undefined ? {} : { release: before }),
    ...(isForReason ? { reason: "a rehearsal of the way back" } : {}),
    ...options.inputs,
    environment,
    ...(options.release === undefined ? {} : { release: options.release }),
  });
}

/** The same event and workflow at the same commit, whatever main is by now. */
function rerun({ start, checkOut }: Stage): Act {
  if (start === undefined)
    throw new UsageError("rerun needs --keep: the run to do again is one of a kept world.");
  // Its pull request is as it has become since.
  const { title, request } = start.scenario;
  const scenario = { title: `${title}, once more`, request };
  return { scenario, repository: checkOut(start.sha), workflow: start.workflow };
}

function byHand(
  command: string,
  { source, history, checkOut }: Stage,
  inputs: Record<string, string>,
): Act {
  const workflow = workflowFor(source, "workflow_dispatch", command).file;
  const repository = checkOut(history.commit(source, "main"));
  return { scenario: dispatch(workflow, inputs), repository, workflow };
}
