import path from "node:path";
import { UsageError } from "./base/usage-error.ts";
import type { EventFacts } from "./runner/load/event-filter.ts";
import { findWorkflow, type FoundWorkflow } from "./runner/load/find.ts";
import { WorkflowError } from "./runner/load/problems.ts";

/** What the rehearsal's events are about: main, and a pull request that gets another commit. See scenarios.ts. */
const FACTS: Readonly<Record<string, EventFacts>> = {
  push: { branch: "main" },
  pull_request: { branch: "main", type: "synchronize" },
};

/**
 * The workflow that an event starts in a repository. Where several do, it is the one whose file has the command's name,
 * such as promote.yml; a dispatch always goes to that file, because it is somebody's choice and not the event's.
 * @param command deploy, plan, promote or rollback
 * @throws UsageError when there is none, or no way to choose
 */
export function workflowFor(directory: string, event: string, command: string): FoundWorkflow {
  const found = workflowsOn(directory, event);
  const named = found.find(({ file }) => path.basename(file).replace(/\.ya?ml$/, "") === command);
  if (named !== undefined) return named;
  const files = found.map(({ file }) => file).join(", ");
  if (event === "workflow_dispatch")
    throw new UsageError(
      `${command}: no workflow of the repository is called ${command}.yml and has the event workflow_dispatch. Expected .github/workflows/${command}.yml; with this event there are ${files}.`,
    );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UsageError(
    `several workflows run on ${event}: ${files}; the rehearsal runs one. Expected one of them, or one that is called ${command}.yml.`,
  );
}

function workflowsOn(directory: string, event: string): FoundWorkflow[] {
  try {
    return findWorkflow(directory, event, FACTS[event]);
  } catch (error) {
    if (error instanceof WorkflowError) throw error;
    throw new UsageError((error as Error).message);
  }
}
