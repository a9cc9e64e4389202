import { UsageError } from "../base/usage-error.ts";
import { requireInputs } from "../workflows/dispatch-inputs.ts";
import {
  chosenWorkflow,
  requireWorkflow,
  workflowFor,
  type Remembered,
  type Trigger,
} from "../workflows/find-workflow.ts";
import type { FoundWorkflow } from "../runner/load/find.ts";
import type { Options } from "../command-line/command-line-options.ts";
import type { Repository } from "../runner/request.ts";
import {
  BRANCH,
  PULL_REQUEST,
  dispatch,
  mergeGroup,
  publish,
  pullRequest,
  pushToMain,
  type Scenario,
} from "../scenarios.ts";
import type { Start } from "./kept-runs.ts";
import type { History } from "../world/history.ts";

/** The context of a command's run. */
export interface RunContext {
  /** The user's folder. */
  source: string;
  history: History;
  /** The choices of workflows in the settings. */
  workflows: Remembered;
  /** Returns the release that ran in an environment before the live release; undefined if there is none. */
  releaseBefore: (environment: string) => string | undefined;
  /** What started the run that is repeated. */
  start: Start | undefined;
  /**
   * Creates the repository of the run, with the files of a commit. Call it after all checks that may refuse the run.
   */
  checkOut: (sha: string) => Repository;
}

/** One run: its event, its repository and its workflow. */
export interface PlannedRun {
  scenario: Scenario;
  repository: Repository;
  /** Path of the workflow's file. */
  workflow: string;
}

export type Prepare = (context: RunContext, options: Options) => PlannedRun;

/** @param chosen the file of the option --workflow; @param files the files that the event changes */
const find = (
  { source, workflows }: RunContext,
  { event, command }: Trigger,
  chosen: string | undefined,
  files: readonly string[] = [],
): FoundWorkflow => workflowFor(source, event, command, chosen, files, workflows);

/** @throws UsageError if no workflow can run, whatever the event changes; called before anything is committed */
const requireOne = (
  { source, workflows }: RunContext,
  { event, command }: Trigger,
  chosen: string | undefined,
): void => requireWorkflow(source, event, command, chosen, workflows);

const PUSH: Trigger = { event: "push", command: "deploy" };
export const PULL_REQUESTED: Trigger = { event: "pull_request", command: "plan" };

export function push(context: RunContext, { change, ...options }: Options): PlannedRun {
  const { source, history, checkOut } = context;
  requireOne(context, PUSH, options.workflow);
  const before = history.main();
  const sha = history.commit(source, "main", change);
  const files = history.changedFiles(before, sha);
  const workflow = find(context, PUSH, options.workflow, files).file;
  const repository = checkOut(sha);
  return { scenario: pushToMain(sha, { before, head: sha }), repository, workflow };
}

/** Plans a run of the chosen workflow, with an event that it has. Inputs are those of a dispatch. */
export function runChosen(context: RunContext, options: Options): PlannedRun {
  const { event, file, dispatchInputs } = chosenWorkflow(context.source, options.workflow ?? "");
  const inputs = { ...options.inputs, ...overrideOf(options) };
  requireInputs(options, file, dispatchInputs);
  const hasInputs = Object.keys(inputs).length > 0;
  if (event === "workflow_dispatch" || (hasInputs && dispatchInputs !== undefined))
    return byHand("deploy", context, options, inputs);
  if (event === "pull_request") return plan(context, options);
  return event === "merge_group" ? queue(context, options) : push(context, options);
}

/** Pushes the state of main before the pull request. */
export const pushBefore: Prepare = (context) => push(context, {});

export function plan(context: RunContext, options: Options): PlannedRun {
  const { source, history, checkOut } = context;
  const { change, fork, fromPullRequest } = options;
  // If there are two runs, the chosen workflow is the deployment's.
  const chosen = fromPullRequest === true ? undefined : options.workflow;
  requireOne(context, PULL_REQUESTED, chosen);
  const before = history.main();
  // A pull request must change something.
  const edited = change ?? (fromPullRequest === true ? history.variableFile(source) : undefined);
  const head = history.commit(source, BRANCH, edited);
  const files = history.changedFiles(before, head);
  const workflow = find(context, PULL_REQUESTED, chosen, files).file;
  const repository = checkOut(history.mergeForTest(head, PULL_REQUEST));
  return { scenario: pullRequest({ before, head }, fork ?? false), repository, workflow };
}

/** Plans the run in which the merge queue tests the pull request as it would be on main. */
export function queue(context: RunContext, { change, ...options }: Options): PlannedRun {
  const { source, history, checkOut } = context;
  const workflow = find(context, { event: "merge_group", command: "plan" }, options.workflow).file;
  const base = history.main();
  const head = history.commit(source, BRANCH, change);
  const { sha, ref } = history.queue(head, PULL_REQUEST);
  const repository = checkOut(sha);
  return { scenario: mergeGroup({ before: base, head }, { sha, ref }), repository, workflow };
}

/** Squash-merges the pull request that was just planned into main. */
export function merge(context: RunContext, options: Options): PlannedRun {
  const { history, checkOut } = context;
  const before = history.main();
  const head = history.head(BRANCH) ?? before ?? "";
  const sha = history.squash(head, `A change (#${PULL_REQUEST})`);
  const files = history.changedFiles(before, sha);
  const workflow = find(context, PUSH, options.workflow, files).file;
  const repository = checkOut(sha);
  return { scenario: pushToMain(sha, { before, head }), repository, workflow };
}

/** Plans the run of a release on GitHub that is published for a tag of main. */
export const released =
  (command: string, tag: string): Prepare =>
  (context, { change, workflow: chosen }) => {
    const { source, history, checkOut } = context;
    const workflow = find(context, { event: "release", command }, chosen).file;
    const repository = checkOut(history.commit(source, "main", change));
    return { scenario: publish(tag), repository, workflow };
  };

/** Plans a manual start of the workflow that a push starts: for one environment, or with a reason. */
export function deployByHand(context: RunContext, options: Options): PlannedRun {
  const { source, history, checkOut } = context;
  const trigger = { event: "push", command: "deploy" };
  const { file, dispatchInputs } = find(context, trigger, options.workflow);
  requireInputs(options, file, dispatchInputs);
  const { environment } = options;
  const given = { ...(environment === undefined ? {} : { environment }), ...overrideOf(options) };
  const inputs = { ...options.inputs, ...given };
  const repository = checkOut(history.commit(source, "main", options.change));
  return { scenario: dispatch(file, inputs), repository, workflow: file };
}

const overrideOf = ({ overrideReason }: Options): Record<string, string> =>
  overrideReason === undefined ? {} : { "override-reason": overrideReason };

export function promote(context: RunContext, options: Options): PlannedRun {
  const { from, to, release } = options;
  if (from === undefined || to === undefined)
    throw new UsageError(
      "promote needs --from and --to. Expected two environments, for example promote --from dev --to staging.",
    );
  return byHand("promote", context, options, {
    ...options.inputs,
    from,
    to,
    ...(release === undefined ? {} : { release }),
    ...overrideOf(options),
  });
}

/**
 * Plans a rollback. By default, the release is the one before the live release, and the rehearsal supplies the reason.
 * An empty release lists the releases.
 */
export function rollback(context: RunContext, options: Options): PlannedRun {
  const { environment } = options;
  if (environment === undefined)
    throw new UsageError(
      "rollback needs --environment. Expected an environment, for example rollback --environment production.",
    );
  const before = options.release === undefined ? context.releaseBefore(environment) : undefined;
  const trigger = { event: "workflow_dispatch", command: "rollback" };
  const { dispatchInputs = [] } = find(context, trigger, options.workflow);
  const isForReason = before !== undefined && dispatchInputs.includes("reason");
  return byHand("rollback", context, options, {
    ...(before === undefined ? {} : { release: before }),
    ...(isForReason ? { reason: "a rehearsed rollback" } : {}),
    ...options.inputs,
    environment,
    ...(options.release === undefined ? {} : { release: options.release }),
  });
}

/** Repeats the same event and workflow at the same commit, whatever is on main now. */
export function rerun({ start, checkOut }: RunContext): PlannedRun {
  if (start === undefined)
    throw new UsageError("rerun needs --keep: it runs a run of a kept world again.");
  // The pull request keeps its current state.
  const { title, request } = start.scenario;
  const scenario = { title: `${title}, once more`, request };
  return { scenario, repository: checkOut(start.sha), workflow: start.workflow };
}

function byHand(
  command: string,
  context: RunContext,
  { workflow: chosen }: Options,
  inputs: Record<string, string>,
): PlannedRun {
  const { source, history, checkOut } = context;
  const workflow = find(context, { event: "workflow_dispatch", command }, chosen).file;
  const repository = checkOut(history.commit(source, "main"));
  return { scenario: dispatch(workflow, inputs), repository, workflow };
}
