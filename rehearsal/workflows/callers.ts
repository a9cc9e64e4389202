import { readFileSync } from "node:fs";
import path from "node:path";
import { workflowFiles } from "../runner/load/find.ts";
import { ROOT } from "../world/repositories.ts";

/** `uses` of a job, of a file in a folder of workflows, whatever repository and version it is of. */
const CALL = /^\s*uses:\s*["']?[^\s"'#]*\.github\/workflows\/([\w.-]+\.ya?ml)(?:@|["'\s]|$)/gm;

/** A workflow of a repository, and the names of the workflows that it calls. */
interface Caller {
  name: string;
  calls: string[];
}

/** Those workflows of a repository that call others. A file that is not a workflow may be among them. */
function callersIn(directory: string): Caller[] {
  return workflowFiles(directory).flatMap((file) => {
    const text = readFileSync(path.join(directory, file), "utf8");
    const calls = [...new Set([...text.matchAll(CALL)].map(([, name = ""]) => name))];
    return calls.length === 0 ? [] : [{ name: path.posix.basename(file), calls }];
  });
}

/** Names of the workflows of a repository that call this one. */
export const callersOf = (directory: string, workflow: string): string[] =>
  callersIn(directory)
    .filter(({ name, calls }) => name !== workflow && calls.includes(workflow))
    .map(({ name }) => name);

/**
 * What to do where somebody names a workflow of the pipeline that the repository has no file of. Two sentences.
 * @param chosen a path, a file name, or a file name without its ending
 * @returns undefined = the pipeline has none of this name
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

/** Commands whose caller the example has under the same name, with the workflow that it calls. */
const COPIED: readonly string[] = ["deploy", "plan", "promote", "rollback"];

/** Whether a workflow of a repository calls the pipeline's for other commands, and not the one for this command. */
export function isForOtherCommand(directory: string, file: string, command: string): boolean {
  const caller = callersIn(directory).find(({ name }) => name === path.posix.basename(file));
  const commands = COPIED.filter((one) => caller?.calls.includes(`${one}.yml`));
  return commands.length > 0 && !commands.includes(command);
}

/** Where a workflow for a command can be copied from: a sentence. Empty for a command that has no caller of its own. */
export const callerToCopy = (command: string): string =>
  COPIED.includes(command)
    ? `Copy examples/fleet/.github/workflows/${command}.yml of eks-pipeline, which calls the pipeline's ${command}.yml. .github/workflows/${command}.md says what it needs.`
    : "";

/** Names of the pipeline's workflows that others call. */
const reusableWorkflows = (): string[] =>
  workflowFiles(ROOT)
    .filter((file) => /^ {2}workflow_call:/m.test(readFileSync(path.join(ROOT, file), "utf8")))
    .map((file) => path.posix.basename(file));
