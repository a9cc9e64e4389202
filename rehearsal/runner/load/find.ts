import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import {
  NoOperationTraceWriter,
  isMapping,
  isSequence,
  parseWorkflow,
} from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { isFile } from "../../base/texts.ts";
import { UsageError } from "../../base/usage-error.ts";
import { describeFacts, filtersPaths, passesFilters, type EventFacts } from "./event-filter.ts";
import { WorkflowError, parserProblems } from "./problems.ts";
import { at, mappingAt, written } from "./workflow.ts";

const FOLDER = ".github/workflows";

/** A workflow file of a repository, with the facts for choosing a workflow. */
export interface FoundWorkflow {
  /** Path in the repository, such as .github/workflows/deploy.yml. */
  file: string;
  name: string;
  /** Names of its workflow_dispatch inputs; undefined if it has no such event. */
  dispatchInputs?: string[];
  /** Set if the changed files decide whether the event starts it. */
  filtersPaths?: true;
}

function eventsOf(on: TemplateToken | undefined): string[] {
  if (on === undefined) return [];
  if (isMapping(on)) return [...on].map(({ key }) => key.toString());
  if (isSequence(on)) return [...(on as Iterable<TemplateToken>)].map((one) => written(one));
  return [written(on)];
}

/**
 * Returns the paths of the workflow files of a repository, sorted. Dangling links are skipped.
 * @throws UsageError if the repository has no workflow folder
 */
export function workflowFiles(directory: string): string[] {
  const folder = path.join(directory, FOLDER);
  if (!existsSync(folder))
    throw new UsageError(`the repository has no ${FOLDER} folder: ${directory}`);
  const names = readdirSync(folder).filter(
    (name) => /\.ya?ml$/.test(name) && isFile(path.join(folder, name)),
  );
  return names.sort().map((name) => `${FOLDER}/${name}`);
}

interface Header {
  workflow: FoundWorkflow;
  /** Names of the events under `on`. */
  events: string[];
  on: TemplateToken | undefined;
}

/** @throws WorkflowError for a file that cannot be read as a workflow */
function readHeader(directory: string, file: string): Header {
  const content = readFileSync(path.join(directory, file), "utf8");
  const parsed = parseWorkflow({ name: file, content }, new NoOperationTraceWriter());
  const problems = parserProblems(parsed.context, file);
  if (!parsed.value || problems.length > 0)
    throw new WorkflowError(parsed.value ? problems : problems.slice(0, 1));
  const on = at(parsed.value, "on");
  const events = eventsOf(on);
  const name = written(at(parsed.value, "name")) || file;
  const inputs = mappingAt(parsed.value, "on", "workflow_dispatch", "inputs");
  const dispatchInputs = [...(inputs ?? [])].map(({ key }) => key.toString());
  const byHand = events.includes("workflow_dispatch") ? { dispatchInputs } : {};
  return { workflow: { file, name, ...byHand }, events, on };
}

/**
 * Returns one workflow, and which of the events start it.
 * @param facts what is known about each event, by its name
 * @throws WorkflowError for a file that cannot be read as a workflow
 */
export function readWorkflow(
  directory: string,
  file: string,
  facts: Readonly<Record<string, EventFacts>>,
): { workflow: FoundWorkflow; events: string[]; starting: string[] } {
  const { workflow, events, on } = readHeader(directory, file);
  const starting = events.filter((event) => passesFilters(on, event, facts[event] ?? {}));
  return { workflow, events, starting };
}

/**
 * Returns the workflows of a repository that an event starts, by file name.
 * @param facts what is known about the event, for the filters of branches, tags, types and paths
 * @param advice what to do if no workflow has the event
 * @throws WorkflowError for a workflow file that cannot be read as one; UsageError if no workflow has the event, which
 *   lists the events that exist, or if filters exclude the event, which lists the files with these filters
 */
export function findWorkflow(
  directory: string,
  event: string,
  facts: EventFacts = {},
  advice = "",
): FoundWorkflow[] {
  const headers = workflowFiles(directory).map((file) => readHeader(directory, file));
  const known = [...new Set(headers.flatMap(({ events }) => events))].sort();
  const having = headers.filter(({ events }) => events.includes(event));
  if (having.length === 0)
    throw new UsageError(
      `no workflow in ${FOLDER} has the event '${event}'; the events there are: ${known.join(", ") || "none"}${advice === "" ? "" : `. ${advice}`}`,
    );
  const found = having.filter(({ on }) => passesFilters(on, event, facts));
  if (found.length === 0) {
    const names = having.map(({ workflow }) => path.posix.basename(workflow.file));
    throw new UsageError(
      `no workflow in ${FOLDER} runs on '${event}' (${describeFacts(facts)}): the filters under on.${event} in ${names.join(", ")} exclude it${branchAdvice(having, event, facts)}`,
    );
  }
  return found.map(({ workflow, on }) =>
    filtersPaths(on, event) ? { ...workflow, filtersPaths: true } : workflow,
  );
}

/** Gives advice for a repository whose default branch has another name. */
function branchAdvice(
  headers: readonly Header[],
  event: string,
  { branch, ...others }: EventFacts,
): string {
  const isBranch =
    branch !== undefined && headers.some(({ on }) => passesFilters(on, event, others));
  return isBranch
    ? `. In a rehearsal, the default branch is called ${branch}. Add it to your own, for example branches: [trunk, ${branch}]`
    : "";
}
