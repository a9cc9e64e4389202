import { readFileSync } from "node:fs";
import path from "node:path";
import { workflowFiles } from "../runner/load/find.ts";
import { ROOT } from "../world/repositories.ts";

/** Matches `uses` of a job for a file in a folder of workflows, whatever its repository and version. */
const CALL = /^\s*uses:\s*["']?[^\s"'#]*\.github\/workflows\/([\w.-]+\.ya?ml)(?:@|["'\s]|$)/gm;

/** A workflow of a repository, and the names of the workflows that it calls. */
interface Caller {
  name: string;
  calls: string[];
}

/** Returns the workflows of a repository that call others. The folder may also contain files that are not workflows. */
function callersIn(directory: string): Caller[] {
  return workflowFiles(directory).flatMap((file) => {
    const text = readFileSync(path.join(directory, file), "utf8");
    const calls = [...new Set([...text.matchAll(CALL)].map(([, name = ""]) => name))];
    return calls.length === 0 ? [] : [{ name: path.posix.basename(file), calls }];
  });
}

/** Returns the names of the workflows in a repository that call this workflow. */
export const callersOf = (directory: string, workflow: string): string[] =>
  callersIn(directory)
    .filter(({ name, calls }) => name !== workflow && calls.includes(workflow))
    .map(({ name }) => name);

/**
 * Gives advice, in two sentences, if somebody names a workflow of the pipeline that the repository has no file for.
 * @param chosen a path, a file name, or a file name without its extension
 * @returns undefined if the pipeline has no workflow of this name
 */
export function pipelineAdvice(directory: string, chosen: string): string | undefined {
  const wanted = path.posix.basename(chosen);
  const name = reusableWorkflows().find((one) =>
    [one, one.replace(/\.ya?ml$/, "")].includes(wanted),
  );
  if (name === undefined) return undefined;
  const callers = callersIn(directory);
  const calling = callers.filter(({ calls }) => calls.includes(name)).map((one) => one.name);
  if (calling.length > 0)
    return `It is a reusable workflow of the pipeline. Choose ${calling.join(" or ")}, which calls it.`;
  const others = callers.map(({ name: own, calls }) =>
    calls.includes(own) ? own : `${own} (calls ${calls.join(", ")})`,
  );
  return `It is a reusable workflow of the pipeline, and no workflow of the repository calls it. ${others.length === 0 ? "" : `Choose another caller: ${others.join(", ")}. Or `}${others.length === 0 ? "W" : "w"}rite a caller of ${name}: docs/parts.md of eks-pipeline explains each part, and .github/workflows/${name.replace(/\.ya?ml$/, ".md")} has a caller to copy.`;
}

/** Commands whose caller in the example has the same name as the workflow that it calls. */
const COPIED: readonly string[] = ["deploy", "plan", "promote", "rollback"];

/**
 * Returns whether a workflow of a repository calls the pipeline's workflows for other commands, but not the one for
 * this command.
 */
export function isForOtherCommand(directory: string, file: string, command: string): boolean {
  const caller = callersIn(directory).find(({ name }) => name === path.posix.basename(file));
  const commands = COPIED.filter((one) => caller?.calls.includes(`${one}.yml`));
  return commands.length > 0 && !commands.includes(command);
}

/**
 * Returns a sentence that says where a workflow for a command can be copied from. Empty for a command that has no
 * caller of its own.
 */
export const callerToCopy = (command: string): string =>
  COPIED.includes(command)
    ? `Copy examples/fleet/.github/workflows/${command}.yml of eks-pipeline, which calls the pipeline's ${command}.yml. .github/workflows/${command}.md says what it needs.`
    : "";

/** Returns the names of the pipeline's reusable workflows. */
const reusableWorkflows = (): string[] =>
  workflowFiles(ROOT)
    .filter((file) => /^ {2}workflow_call:/m.test(readFileSync(path.join(ROOT, file), "utf8")))
    .map((file) => path.posix.basename(file));
