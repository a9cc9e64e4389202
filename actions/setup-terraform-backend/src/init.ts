import { existsSync } from "node:fs";
import path from "node:path";
import { lastLines } from "../../lib/process/execute.ts";
import type { Finished } from "../../lib/process/execute.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import { parseDiagnosticText } from "../../lib/terraform/diagnostic-text.ts";
import { failureOf } from "../../lib/terraform/failures.ts";
import { refuseErroredState } from "../../lib/terraform/errored-state.ts";
import { readFromTool, runTool } from "../../lib/terraform/run-tool.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";

/**
 * Initialises the folder. `-reconfigure` drops a stale `.terraform` of an earlier job on the same runner: terraform does
 * not ask, and copies no state from one backend to another. The committed lock file is enforced, unless providers are
 * attached from outside (TF_REATTACH_PROVIDERS), which the lock file cannot know.
 * @throws ActionError one of lib/terraform/failures.ts, `no-backend-block`, `errored-state`
 */
export async function init(
  rootModule: RootModule,
  backendConfig: string | undefined,
  extra: readonly string[],
): Promise<void> {
  const { directory, environment, tool } = rootModule;
  refuseErroredState(directory);
  const locked = existsSync(path.join(directory, ".terraform.lock.hcl"));
  const attached = environment["TF_REATTACH_PROVIDERS"] !== undefined;
  const argv = ["init", "-input=false", "-no-color"];
  if (backendConfig !== undefined) argv.push("-reconfigure", `-backend-config=${backendConfig}`);
  if (locked && !attached && !extra.some((one) => one.startsWith("-lockfile")))
    argv.push("-lockfile=readonly");
  const finished = await printed(rootModule, `${tool.name} init`, [...argv, ...extra]);
  // A cancelled init fails with whatever it was at.
  rootModule.job.cancelled.throwIfAborted();
  const output = finished.stdout + finished.stderr;
  if (finished.exitCode !== 0)
    throw failureOf("init", parseDiagnosticText(output), lastLines(output, 40), tool.name);
  if (backendConfig !== undefined && /Missing backend configuration/.test(output))
    throw new ActionError({
      reason: "no-backend-block",
      message:
        "the workspace has no backend block, so its state would stay on this runner and be lost",
      fix: 'add `terraform { backend "s3" {} }` to the workspace, or set backend-mode: off and give no bucket',
    });
}

/**
 * Selects the Terraform workspace, creating it when it is new, and gives its name; without a name, that of the
 * selected one.
 * @throws ActionError `workspace-failed`
 */
export async function selectWorkspace(
  rootModule: RootModule,
  name: string | undefined,
): Promise<string> {
  if (name === undefined) {
    const shown = await readFromTool(rootModule, ["workspace", "show"]);
    if (shown.exitCode !== 0) throw workspaceFailed("default", shown);
    return shown.stdout.trim();
  }
  const argv = ["workspace", "select", "-no-color", "-or-create=true", name];
  const selected = await printed(rootModule, `workspace ${name}`, argv);
  if (selected.exitCode !== 0) throw workspaceFailed(name, selected);
  return name;
}

const workspaceFailed = (name: string, { stderr, stdout }: Finished) =>
  new ActionError({
    reason: "workspace-failed",
    message: `the workspace ${name} could not be selected`,
    fix: "allow s3:ListBucket and s3:PutObject on the bucket to the role; the lines below name the cause",
    detail: lastLines(stdout + stderr, 30),
  });

/** Runs the tool inside a group, where none of its lines is a command to the runner. */
function printed(rootModule: RootModule, title: string, argv: string[]): Promise<Finished> {
  const { log } = rootModule.job;
  return log.group(title, () =>
    log.withCommandsStopped((print) => runTool(rootModule, title, argv, { onLine: print })),
  );
}
