import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import {
  NoOperationTraceWriter,
  isMapping,
  isSequence,
  parseWorkflow,
} from "@actions/workflow-parser";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { describeFacts, passesFilters, type EventFacts } from "./event-filter.ts";
import { WorkflowError, parserProblems } from "./problems.ts";
import { at, mappingAt, written } from "./workflow.ts";

const FOLDER = ".github/workflows";

/** A workflow file that an event starts. */
export interface FoundWorkflow {
  /** Path in the repository, such as .github/workflows/deploy.yml. */
  file: string;
  name: string;
  /** Names of the inputs that it takes from workflow_dispatch; undefined when it has no such event. */
  dispatchInputs?: string[];
}

function eventsOf(on: TemplateToken | undefined): string[] {
  if (on === undefined) return [];
  if (isMapping(on)) return [...on].map(({ key }) => key.toString());
  if (isSequence(on)) return [...(on as Iterable<TemplateToken>)].map((one) => written(one));
  return [written(on)];
}

/**
 * The workflows of a repository that an event starts, by file name.
 * @param facts what is known of the event, for the filters of branches, tags, types and paths
 * @throws WorkflowError for a workflow file that cannot be read as one; Error that lists the events the repository's
 * workflows have when none has this one, or the files whose filters leave it out
 */
export function findWorkflow(
  directory: string,
  event: string,
  facts: EventFacts = {},
): FoundWorkflow[] {
  const folder = path.join(directory, FOLDER);
  if (!existsSync(folder)) throw new Error(`the repository has no ${FOLDER} folder: ${directory}`);
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  const known = new Set<string>();
  const found: FoundWorkflow[] = [];
  const filtered: string[] = [];
  for (const name of names.sort()) {
    const file = `${FOLDER}/${name}`;
    const content = readFileSync(path.join(folder, name), "utf8");
    const parsed = parseWorkflow({ name: file, content }, new NoOperationTraceWriter());
    const problems = parserProblems(parsed.context, file);
    if (!parsed.value || problems.length > 0)
      throw new WorkflowError(parsed.value ? problems : problems.slice(0, 1));
    const events = eventsOf(at(parsed.value, "on"));
    for (const one of events) known.add(one);
    if (!events.includes(event)) continue;
    if (!passesFilters(at(parsed.value, "on"), event, facts)) {
      filtered.push(name);
      continue;
    }
    const workflow = { file, name: written(at(parsed.value, "name")) || file };
    const inputs = mappingAt(parsed.value, "on", "workflow_dispatch", "inputs");
    const dispatchInputs = [...(inputs ?? [])].map(({ key }) => key.toString());
    found.push(events.includes("workflow_dispatch") ? { ...workflow, dispatchInputs } : workflow);
  }
  if (!known.has(event))
    throw new Error(
      `no workflow in ${FOLDER} has the event '${event}'; they have ${[...known].sort().join(", ") || "none"}`,
    );
  if (found.length === 0)
    throw new Error(
      `no workflow in ${FOLDER} runs on '${event}' (${describeFacts(facts)}): the filters under on.${event} in ${filtered.join(", ")} leave it out`,
    );
  return found;
}
