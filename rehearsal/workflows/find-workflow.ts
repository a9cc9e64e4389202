import path from "node:path";
import { suggest } from "../base/closest.ts";
import { quoted } from "../base/shell.ts";
import { UsageError } from "../base/usage-error.ts";
import { callerToCopy, callersOf, isForOtherCommand, pipelineAdvice } from "./callers.ts";
import { describeFacts, type EventFacts } from "../runner/load/event-filter.ts";
import {
  findWorkflow,
  readWorkflow,
  workflowFiles,
  type FoundWorkflow,
} from "../runner/load/find.ts";

/**
 * The facts of the rehearsal's events: they concern main, and a pull request that gets another commit. See
 * scenarios.ts.
 */
const FACTS: Readonly<Record<string, EventFacts>> = {
  push: { branch: "main" },
  pull_request: { branch: "main", type: "synchronize" },
  release: { type: "published" },
};

/** The events that the rehearsal can play for a chosen workflow. The first event that starts the workflow is used. */
const PLAYED = ["push", "workflow_dispatch", "pull_request", "merge_group"] as const;

/** The event that must start a command's workflow. */
export interface Trigger {
  event: string;
  /** deploy, plan, promote or rollback. */
  command: string;
}

/** The remembered choices of workflows: the file of each, by `keyOf`. */
export type Remembered = Readonly<Record<string, string>>;

/**
 * Returns the key under which the choice of a workflow is remembered: the event that starts it. For a dispatch, the key
 * includes the command, because a person chooses the workflow.
 */
export const keyOf = ({ event, command }: Trigger): string =>
  event === "workflow_dispatch" ? command : event;

/** Says what to do if no workflow of a repository has the event. */
const adviceFor = ({ event, command }: Trigger): string =>
  ["release", "merge_group"].includes(event)
    ? `Add ${event} under on of the workflow that is to run, or leave the option out.`
    : callerToCopy(command);

/** Several workflows are possible. The message lists them. */
export class UnclearWorkflow extends UsageError {
  readonly candidates: readonly FoundWorkflow[];

  constructor(message: string, candidates: readonly FoundWorkflow[]) {
    super(message);
    this.candidates = candidates;
  }
}

/**
 * Finds the workflow that an event starts in a repository. If there are several, it is the one whose file has the
 * command's name, such as promote.yml. A dispatch always uses that file, because a person chooses the workflow, not the
 * event.
 * @param command deploy, plan, promote or rollback
 * @param chosen the file of the option --workflow
 * @param files the files that the event changes, for path filters; without files, path filters are ignored
 * @throws UnclearWorkflow if the choice is unclear; other UsageErrors if there is no workflow
 */
export function workflowFor(
  directory: string,
  event: string,
  command: string,
  chosen?: string,
  files: readonly string[] = [],
  remembered: Remembered = {},
): FoundWorkflow {
  const facts = { ...FACTS[event], ...(files.length === 0 ? {} : { files }) };
  if (chosen !== undefined) return chosenFor(directory, event, chosen, { facts, by: "--workflow" });
  const key = keyOf({ event, command });
  const before = remembered[key];
  if (before !== undefined)
    return chosenFor(directory, event, before, { facts, by: `workflows.${key} of the settings` });
  const found = findWorkflow(directory, event, facts, adviceFor({ event, command }));
  const named = found.find(({ file }) => nameOf(file) === command);
  if (named !== undefined) return named;
  if (event === "workflow_dispatch") throw noneToDispatch(directory, command, found);
  const names = found.map(({ file }) => file).join(", ");
  const [only, other] = found;
  if (only !== undefined && other === undefined) return only;
  throw new UnclearWorkflow(
    `several workflows run on ${event}: ${names}. Choose one with --workflow, for example --workflow ${quoted(path.posix.basename(only?.file ?? ""))}.`,
    found,
  );
}

/**
 * Reports that no workflow can be dispatched. A workflow that calls the pipeline's workflow for another command is not
 * offered: for example, a workflow that deploys does not promote.
 */
function noneToDispatch(
  directory: string,
  command: string,
  found: readonly FoundWorkflow[],
): UsageError {
  const none = `${command}: the repository has no workflow ${command}.yml with the event workflow_dispatch. ${callerToCopy(command)}`;
  const possible = found.filter(({ file }) => !isForOtherCommand(directory, file, command));
  if (possible.length === 0) return new UsageError(none);
  const names = possible.map(({ file }) => file).join(", ");
  return new UnclearWorkflow(`${none} Or choose another one with --workflow: ${names}.`, possible);
}

/**
 * Refuses, before anything is committed, what cannot run whatever the event changes.
 * @throws UnclearWorkflow if the choice is unclear; other UsageErrors if there is no workflow
 */
export function requireWorkflow(
  directory: string,
  event: string,
  command: string,
  chosen?: string,
  remembered: Remembered = {},
): void {
  const isNamed = chosen !== undefined || remembered[keyOf({ event, command })] !== undefined;
  const isOpen =
    !isNamed &&
    findWorkflow(directory, event, FACTS[event], adviceFor({ event, command })).some(
      ({ filtersPaths }) => filtersPaths,
    );
  if (!isOpen) workflowFor(directory, event, command, chosen, [], remembered);
}

/**
 * Returns the workflow of the option --workflow, and the event that the rehearsal plays for it.
 * @param chosen a path, a file name, or a file name without its extension
 * @throws UsageError if there is no such file, or none of its events can be played
 */
export function chosenWorkflow(
  directory: string,
  chosen: string,
): FoundWorkflow & { event: (typeof PLAYED)[number] } {
  const { workflow, events, starting } = readChosen(directory, chosen, {
    facts: FACTS,
    by: "--workflow",
  });
  const event = PLAYED.find((one) => starting.includes(one));
  if (event !== undefined) return { ...workflow, event };
  throw new UsageError(
    `--workflow: ${workflow.file} runs on ${events.join(", ") || "nothing"}${filterNote(events)}. A rehearsal can send ${PLAYED.join(", ")}. Choose a workflow with one of these events${events.includes("workflow_call") ? callerHint(directory, workflow.file) : ""}.`,
  );
}

function callerHint(directory: string, file: string): string {
  const callers = callersOf(directory, path.posix.basename(file));
  return callers.length === 0
    ? ", such as one that calls this file"
    : `, such as ${callers.join(" or ")}, which calls this file`;
}

const filterNote = (events: readonly string[]): string =>
  PLAYED.some((one) => events.includes(one)) ? ", and its filters exclude main" : "";

/** @param by what named the workflow, for messages */
function chosenFor(
  directory: string,
  event: string,
  chosen: string,
  { facts, by }: { facts: EventFacts; by: string },
): FoundWorkflow {
  const given = { facts: { [event]: facts }, by };
  const { workflow, events, starting } = readChosen(directory, chosen, given);
  if (starting.includes(event)) return workflow;
  throw new UsageError(
    `${by}: ${workflow.file} does not run on ${event}: it runs on ${events.join(", ")}${events.includes(event) ? `, but its filters exclude this event (${describeFacts(facts)})` : ""}. Choose another workflow, or another command.`,
  );
}

function readChosen(
  directory: string,
  chosen: string,
  { facts, by }: { facts: Readonly<Record<string, EventFacts>>; by: string },
): ReturnType<typeof readWorkflow> {
  const files = workflowFiles(directory);
  const wanted = path.posix.normalize(chosen);
  const file = files.find(
    (one) => one === wanted || path.posix.basename(one) === wanted || nameOf(one) === wanted,
  );
  if (file !== undefined) return readWorkflow(directory, file, facts);
  const names = files.map((one) => path.posix.basename(one));
  const advice = pipelineAdvice(directory, chosen);
  if (advice !== undefined)
    throw new UsageError(`${by}: "${chosen}" is not a workflow of the repository. ${advice}`);
  throw new UsageError(
    `${by}: "${chosen}" is not a workflow of the repository. ${names.length === 0 ? "Its .github/workflows folder has none." : suggest(path.posix.basename(chosen), names)}`,
  );
}

const nameOf = (file: string): string => path.posix.basename(file).replace(/\.ya?ml$/, "");
