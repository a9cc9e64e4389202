import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { lastLines } from "../../lib/process/execute.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { parseDiagnosticText } from "../../lib/terraform/diagnostic-text.ts";
import { failureOf } from "../../lib/terraform/failures.ts";
import { readFromTool } from "../../lib/terraform/run-tool.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Tool } from "../../lib/terraform/tool.ts";
import { closestWord } from "../../lib/text/closest.ts";
import { printed } from "./printed.ts";

/** The variable that names a Terraform workspace to the tool. It takes precedence over the selected workspace. */
const VARIABLE = "TF_WORKSPACE";

/**
 * Returns the Terraform workspace that the job names; undefined = the job names none, so it is the default workspace.
 */
export const wantedWorkspace = (
  { workspace }: { workspace: string | undefined },
  { environment }: Pick<Job, "environment">,
): string | undefined => workspace ?? (environment[VARIABLE] || undefined);

/**
 * Returns the variables with which the tool uses the selected workspace. The tool refuses to select a workspace while
 * TF_WORKSPACE is set.
 */
export const withoutSelection = (
  environment: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => name !== VARIABLE));

type Folder = Pick<RootModule, "directory" | "environment">;

/**
 * Returns the path of the file in which the tool keeps the selection. Without the file, the default workspace is
 * selected.
 */
const selectionFile = ({ directory, environment }: Folder): string =>
  path.resolve(directory, environment["TF_DATA_DIR"] ?? ".terraform", "environment");

/** Removes the selection that an earlier job on this runner made in the folder. */
export const forgetSelection = (folder: Folder): Promise<void> =>
  rm(selectionFile(folder), { force: true });

/**
 * Refuses another selected workspace than the named one. Without `init`, nothing is selected here: later steps use the
 * selection of an earlier step, or of an earlier job on this runner. It is not known which of them made it.
 * @param name undefined = no workspace is named
 * @throws ActionError `workspace-not-selected`
 */
export async function refuseOtherSelection(
  folder: Folder,
  name: string | undefined,
  { environment }: Pick<Job, "environment">,
): Promise<void> {
  if (environment[VARIABLE]) return;
  const content = await readFile(selectionFile(folder), "utf8").catch(() => "");
  const selected = content.trim();
  if (selected === "" || selected === (name ?? "default")) return;
  throw new ActionError({
    reason: "workspace-not-selected",
    message: `the Terraform workspace ${selected} is selected in ${folder.directory}, by an earlier step or by an earlier job on this runner, but the input workspace ${name === undefined ? "is empty" : `is ${name}`}, and with init: false this action selects no workspace`,
    fix: `set workspace: ${selected} if it is the right one; otherwise remove ${selectionFile(folder)}, or set init: true`,
  });
}

/**
 * Selects the Terraform workspace, and returns its name. A new workspace, with an empty state, is created only if that
 * is wanted.
 * @param name undefined = the workspace that the backend starts with
 * @throws ActionError `workspace-missing`, `workspace-failed`, and the errors of lib/terraform/failures.ts
 */
export async function selectWorkspace(
  rootModule: RootModule,
  name: string | undefined,
  create: boolean,
): Promise<string> {
  if (name === undefined) {
    const shown = await readFromTool(rootModule, ["workspace", "show"]);
    if (shown.exitCode !== 0)
      throw workspaceFailed("default", rootModule.tool.name, shown.stdout + shown.stderr);
    return shown.stdout.trim();
  }
  const argv = ["workspace", "select", "-no-color", `-or-create=${String(create)}`, name];
  const selected = await printed(rootModule, `workspace ${name}`, argv);
  if (selected.exitCode === 0) return name;
  const output = selected.stdout + selected.stderr;
  if (/\bWorkspace "[^"]*" doesn't exist/.test(output))
    throw workspaceMissing(name, await listWorkspaces(rootModule));
  throw workspaceFailed(name, rootModule.tool.name, output);
}

/** Lists the names of the workspaces, without the mark of the selected one. */
async function listWorkspaces(rootModule: RootModule): Promise<string[]> {
  const { exitCode, stdout } = await readFromTool(rootModule, ["workspace", "list", "-no-color"]);
  if (exitCode !== 0) return [];
  return stdout
    .split("\n")
    .map((line) => line.replace(/^\*/, "").trim())
    .filter((line) => line !== "");
}

function workspaceMissing(name: string, names: readonly string[]): ActionError {
  const similar = closestWord(name, names);
  const hint = similar === undefined ? "" : ` (did you mean ${similar}?)`;
  return new ActionError({
    reason: "workspace-missing",
    message: `there is no Terraform workspace ${name}; there are: ${names.join(", ")}`,
    fix: `correct workspace${hint}, or set create-workspace: true to create it with an empty state`,
  });
}

function workspaceFailed(name: string, tool: Tool["name"], output: string): ActionError {
  const known = failureOf("init", parseDiagnosticText(output), lastLines(output, 30), tool);
  if (known.reason !== "init-failed") return known;
  return new ActionError({
    reason: "workspace-failed",
    message: `the Terraform workspace ${name} could not be selected`,
    fix: "correct what the output of the tool names; for S3, the role needs s3:ListBucket on the bucket",
    detail: lastLines(output, 30),
  });
}
