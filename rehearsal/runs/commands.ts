import {
  PULL_REQUESTED,
  deployByHand,
  merge,
  plan,
  promote,
  push,
  pushBefore,
  queue,
  released,
  rerun,
  rollback,
  runChosen,
  type Prepare,
} from "./planned-run.ts";
import type { CommandName, Options } from "../command-line/command-line-options.ts";
import type { Trigger } from "../workflows/find-workflow.ts";

type PrepareRuns = (options: Options) => Prepare[];

/** The runs of each command, in order. A second run begins after the first run succeeded. */
export const COMMANDS: Readonly<Record<string, PrepareRuns>> = {
  deploy: ({ fromPullRequest, environment, overrideReason, fail, workflow, tag }) => {
    if (tag !== undefined) return [released("deploy", tag)];
    if (fromPullRequest === true)
      // The manual change must be made before the pull request is opened.
      return fail === "plan-changed" ? [pushBefore, plan, merge] : [plan, merge];
    if (environment !== undefined) return [deployByHand];
    if (workflow !== undefined) return [runChosen];
    return [overrideReason === undefined ? push : deployByHand];
  },
  plan: ({ mergeQueue }) => [mergeQueue === true ? queue : plan],
  promote: ({ tag }) => [tag === undefined ? promote : released("promote", tag)],
  rollback: () => [rollback],
  rerun: () => [rerun],
} satisfies Record<CommandName, PrepareRuns>;

/**
 * Returns the workflows that a command needs and that no option names. If the choice is unclear, the rehearsal asks
 * before it begins.
 */
export function triggersOf(command: string, options: Options): Trigger[] {
  const { workflow, tag, fromPullRequest, mergeQueue } = options;
  const trigger = (event: string): Trigger => ({ event, command });
  if (command === "deploy" && fromPullRequest === true)
    return workflow === undefined ? [PULL_REQUESTED, trigger("push")] : [PULL_REQUESTED];
  if (workflow !== undefined) return [];
  if (tag !== undefined) return [trigger("release")];
  switch (command) {
    case "deploy":
      return [trigger("push")];
    case "plan":
      return [trigger(mergeQueue === true ? "merge_group" : "pull_request")];
    case "promote":
    case "rollback":
      return [trigger("workflow_dispatch")];
    default:
      return [];
  }
}
