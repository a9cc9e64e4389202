import { constants } from "node:buffer";
import { existsSync } from "node:fs";
import { lastLines } from "../process/execute.ts";
import { ActionError, messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { parseJson } from "./json.ts";
import { PlanFormatError, parsePlan } from "./plan-json.ts";
import type { Plan } from "./plan-json.ts";
import { printedJson } from "./printed-json.ts";
import type { RootModule } from "./root-module.ts";
import { nameCommand, readFromTool } from "./run-tool.ts";
import { planNames, planSecrets, stateSecrets } from "./secrets.ts";
import { parseOutputs, parseState } from "./state.ts";
import type { OutputValue, State } from "./state.ts";

/**
 * Reads a saved plan and its JSON text. Sensitive values are registered as secrets.
 * @throws ActionError `read-failed`, `plan-unreadable`
 */
export async function readPlan(
  rootModule: RootModule,
  file: string,
): Promise<{ plan: Plan; text: string }> {
  const text = await readJson(rootModule, ["show", "-json", file]);
  const plan = parse("plan", () => parsePlan(text));
  rootModule.job.redactor.addNames(planNames(plan));
  registerSecrets(rootModule.job, planSecrets(plan));
  return { plan, text };
}

/** Registers the secrets of a failed plan. The tool saves this plan too, and errors may quote the values in it. */
export async function registerSecretsOfErroredPlan(
  rootModule: RootModule,
  file: string,
): Promise<void> {
  if (rootModule.job.cancelled.aborted || !existsSync(file)) return;
  try {
    await readPlan(rootModule, file);
  } catch (error) {
    // The failure of the plan itself is reported; the values of declared variables are already registered.
    rootModule.job.log.debug(`the plan that failed cannot be read: ${messageOf(error)}`);
  }
}

/**
 * Reads the output values of the state. Sensitive ones are registered as secrets.
 * @throws ActionError `read-failed`, `outputs-unreadable`
 */
export async function readOutputs(rootModule: RootModule): Promise<Record<string, OutputValue>> {
  const text = await readJson(rootModule, ["output", "-json"]);
  const outputs = parse("outputs", () => parseOutputs(text));
  registerSecrets(rootModule.job, stateSecrets({ values: { outputs } }));
  return outputs;
}

/**
 * Reads the state. Sensitive values are registered as secrets.
 * @throws ActionError `read-failed`, `state-unreadable`
 */
export async function readState(rootModule: RootModule): Promise<State> {
  const text = await readJson(rootModule, ["show", "-json"]);
  const state = parse("state", () => parseState(text));
  registerSecrets(rootModule.job, stateSecrets(state));
  return state;
}

/**
 * Reads the lineage of the state, which identifies the state through all its changes. Undefined as long as there is no
 * state.
 * @throws ActionError `read-failed`, `state-unreadable`
 */
export async function readLineage(rootModule: RootModule): Promise<string | undefined> {
  const text = await readJson(rootModule, ["state", "pull"]);
  if (text.trim() === "") return undefined;
  const { lineage } = parse("state", () => parseJson(text)) as { lineage?: string };
  return lineage === "" ? undefined : lineage;
}

/** Returns the JSON that a reading command prints. */
async function readJson(rootModule: RootModule, argv: string[]): Promise<string> {
  const command = nameCommand(rootModule, argv);
  const finished = await readFromTool(rootModule, argv);
  rootModule.job.cancelled.throwIfAborted();
  if (finished.exitCode !== 0)
    throw new ActionError({
      reason: "read-failed",
      message: `${command} ended with exit code ${finished.exitCode}`,
      fix: "run setup-terraform-backend with the same working-directory first, and give the role access to the state; the log shows the tool's own message",
      detail: lastLines(finished.stderr, 40),
    });
  return printedJson(readWhole(() => finished.stdout, command));
}

/** Reads the complete output of a command. JavaScript's longest text has some 512 Mi UTF-16 code units. */
function readWhole(read: () => string, command: string): string {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_STRING_TOO_LONG") throw error;
    throw new ActionError({
      reason: "output-too-large",
      message: `${command} printed more than ${constants.MAX_STRING_LENGTH} characters, the most that can be read`,
      fix: "split the workspace, or keep large texts out of its state: put them into files, objects in S3 or images",
      cause: error,
    });
  }
}

function parse<T>(what: "plan" | "state" | "outputs", read: () => T): T {
  try {
    return read();
  } catch (error) {
    const known = error instanceof PlanFormatError ? error.fix : undefined;
    throw new ActionError({
      reason: `${what}-unreadable`,
      message: `the JSON of the ${what} cannot be read: ${messageOf(error)}`,
      fix:
        known ??
        "check that tool-path is Terraform or OpenTofu itself, not a wrapper that prints lines of its own",
      cause: error,
    });
  }
}

function registerSecrets(job: Job, secrets: Iterable<string>): void {
  for (const secret of new Set(secrets)) job.mask(secret);
}
