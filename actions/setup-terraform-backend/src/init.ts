import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { lastLines } from "../../lib/process/execute.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import { parseDiagnosticText } from "../../lib/terraform/diagnostic-text.ts";
import type { Diagnostic } from "../../lib/terraform/events.ts";
import { failureOf } from "../../lib/terraform/failures.ts";
import { refuseErroredState } from "../../lib/terraform/errored-state.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { initArgumentsOfVariables, mayWriteLockFile } from "./init-arguments.ts";
import { printed } from "./printed.ts";
import { forgetSelection } from "./workspace.ts";

/**
 * Initialises the folder, with the default Terraform workspace. `-reconfigure` drops a stale `.terraform` of an earlier
 * job on the same runner: terraform does not ask, and copies no state from one backend to another. The committed lock
 * file is enforced, except in two cases: it is to be upgraded, or providers are attached from outside
 * (TF_REATTACH_PROVIDERS), which the lock file cannot know.
 * @throws ActionError one of lib/terraform/failures.ts, `invalid-input`, `no-backend-block`, `errored-state`
 */
export async function init(
  rootModule: RootModule,
  backendConfig: string | undefined,
  extra: readonly string[],
): Promise<void> {
  const { directory, environment, tool } = rootModule;
  refuseErroredState(rootModule);
  const all = [...initArgumentsOfVariables(environment, backendConfig !== undefined), ...extra];
  await forgetSelection(rootModule);
  const locked = existsSync(path.join(directory, ".terraform.lock.hcl"));
  const attached = environment["TF_REATTACH_PROVIDERS"] !== undefined;
  const argv = ["init", "-input=false", "-no-color"];
  if (backendConfig !== undefined) argv.push("-reconfigure", `-backend-config=${backendConfig}`);
  if (locked && !attached && !mayWriteLockFile(all)) argv.push("-lockfile=readonly");
  const finished = await printed(rootModule, `${tool.name} init`, [...argv, ...extra]);
  // A cancelled init fails with an error about whatever it was doing, so the cancel is checked first.
  rootModule.job.cancelled.throwIfAborted();
  const output = finished.stdout + finished.stderr;
  if (finished.exitCode !== 0) {
    const diagnostics = parseDiagnosticText(output);
    await refuseArgument(diagnostics, backendConfig);
    throw failureOf("init", diagnostics, lastLines(output, 40), tool.name);
  }
  if (backendConfig !== undefined && /Missing backend configuration/.test(output))
    throw new ActionError({
      reason: "no-backend-block",
      message:
        "the workspace has no backend block, so its state would stay on this runner and be lost",
      fix: 'add `terraform { backend "s3" {} }` to the workspace, or set backend-mode: off and give no bucket',
    });
}

/**
 * Reports an error in the file with the backend's configuration for the input `backend-config`, because the user never
 * sees the file.
 * @throws ActionError `invalid-input`
 */
async function refuseArgument(
  diagnostics: readonly Diagnostic[],
  backendConfig: string | undefined,
): Promise<void> {
  if (backendConfig === undefined) return;
  const found = diagnostics.find(
    ({ severity, file }) => severity === "error" && file?.endsWith(path.basename(backendConfig)),
  );
  if (found === undefined) return;
  const lines = (await readFile(backendConfig, "utf8")).split("\n");
  const line = lines[(found.line ?? 1) - 1] ?? "";
  throw new ActionError({
    reason: "invalid-input",
    message: `backend-config: "${line}" is not accepted by the S3 backend: ${found.summary}. ${found.detail.replaceAll(/\s+/g, " ")}`,
    fix: "correct this line of backend-config; https://developer.hashicorp.com/terraform/language/backend/s3 lists all arguments",
  });
}
