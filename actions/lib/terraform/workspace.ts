import { randomUUID } from "node:crypto";
import path from "node:path";
import { execute, lastLines } from "../process/execute.ts";
import type { Finished } from "../process/execute.ts";
import { isSecret } from "../redact/redactor.ts";
import { ActionError, messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { writePrivate } from "../runtime/private-file.ts";
import { annotate } from "./annotate.ts";
import { applyArguments, planArguments } from "./arguments.ts";
import type { ApplyOptions, PlanOptions } from "./arguments.ts";
import type { Counts, Diagnostic } from "./events.ts";
import { failureOf } from "./failures.ts";
import { parsePlan } from "./plan.ts";
import type { Plan } from "./plan.ts";
import { planSecrets, stateSecrets } from "./secrets.ts";
import { parseOutputs, parseState } from "./state.ts";
import type { OutputValue, State } from "./state.ts";
import { stream } from "./stream.ts";
import { readingEnvironment } from "./tool.ts";
import type { Tool } from "./tool.ts";

export type { ApplyOptions, PlanOptions } from "./arguments.ts";

/** A Terraform root module with its state, and what its commands run with. */
export interface Workspace {
  tool: Tool;
  /** Absolute folder of the root module. */
  directory: string;
  /** Variables of the commands, with AWS credentials where they are needed. */
  environment: Readonly<Record<string, string>>;
  job: Job;
}

export interface Planned {
  /** The saved plan; it holds every value in clear. */
  file: string;
  /** Whether applying it would do anything (outputs count). */
  changed: boolean;
  plan: Plan;
  /** The JSON of the plan as the tool printed it. */
  text: string;
  warnings: Diagnostic[];
}

/**
 * Makes a plan, saves it, and reads it back. The tool's messages go to the log, its diagnostics become annotations,
 * and sensitive values of the plan are registered as secrets before anything else is printed.
 * @throws ActionError `plan-failed`, `state-locked`, `not-initialized`, `plan-unreadable` and the others of failures.ts
 */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<Planned> {
  const { job, tool } = workspace;
  const file = options.out ?? path.join(job.temporaryDirectory, newName("tfplan"));
  const { variables = {}, ...others } = options;
  const variableFiles = [...(options.variableFiles ?? [])];
  if (Object.keys(variables).length > 0)
    variableFiles.push(await writePrivate(job, newName("tfvars.json"), JSON.stringify(variables)));
  const run = await stream(
    workspace,
    `${tool.name} plan`,
    planArguments({ ...others, variableFiles, out: file }),
  );
  annotate(workspace, run.diagnostics);
  if (run.finished.exitCode !== 0 && run.finished.exitCode !== 2)
    throw failed(workspace, "plan", run);
  const text = await show(workspace, file);
  const parsed = readable("plan", () => parsePlan(text));
  maskAll(job, planSecrets(parsed));
  const warnings = run.diagnostics.filter(({ severity }) => severity === "warning");
  return { file, changed: run.finished.exitCode === 2, plan: parsed, text, warnings };
}

export interface ApplyResult {
  counts: Counts;
  /** What was done, in the order it was finished. */
  done: { address: string; action: string }[];
  warnings: Diagnostic[];
}

/** The outcome of an apply that may have stopped half way: what was done, and why it stopped. */
export interface ApplyAttempt extends ApplyResult {
  error: ActionError | undefined;
  /** Addresses whose change failed. */
  failed: string[];
}

/** Applies exactly a saved plan and tells how far it came; a failure is in `error`, not thrown. */
export async function tryApply(
  workspace: Workspace,
  planFile: string,
  options: ApplyOptions = {},
): Promise<ApplyAttempt> {
  const run = await stream(
    workspace,
    `${workspace.tool.name} apply`,
    applyArguments(planFile, options),
  );
  annotate(workspace, run.diagnostics);
  return {
    counts: run.counts,
    done: run.done,
    failed: run.failed,
    warnings: run.diagnostics.filter(({ severity }) => severity === "warning"),
    error: run.finished.exitCode === 0 ? undefined : failed(workspace, "apply", run),
  };
}

/**
 * Applies exactly a saved plan.
 * @throws ActionError `apply-failed` with the address of the failing resource, or one of failures.ts
 */
export async function apply(
  workspace: Workspace,
  planFile: string,
  options: ApplyOptions = {},
): Promise<ApplyResult> {
  const { error, counts, done, warnings } = await tryApply(workspace, planFile, options);
  if (error !== undefined) throw error;
  return { counts, done, warnings };
}

/** Output values of the state; sensitive ones are registered as secrets. @throws ActionError */
export async function readOutputs(workspace: Workspace): Promise<Record<string, OutputValue>> {
  const text = await read(workspace, ["output", "-json"]);
  const outputs = readable("outputs", () => parseOutputs(text));
  maskAll(workspace.job, stateSecrets({ values: { outputs } }));
  return outputs;
}

/** The state as `show -json` tells it; sensitive values are registered as secrets. @throws ActionError */
export async function readState(workspace: Workspace): Promise<State> {
  const text = await read(workspace, ["show", "-json"]);
  const state = readable("state", () => parseState(text));
  maskAll(workspace.job, stateSecrets(state));
  return state;
}

const show = (workspace: Workspace, file: string): Promise<string> =>
  read(workspace, ["show", "-json", file]);

/** Standard output of a reading command, from its JSON on: warnings of old tools may stand before it. */
async function read(workspace: Workspace, argv: string[]): Promise<string> {
  const finished = await execute({
    program: workspace.tool.path,
    arguments: argv,
    directory: workspace.directory,
    environment: readingEnvironment(workspace.environment),
  });
  if (finished.exitCode !== 0) throw failureOfReading(workspace, argv, finished);
  const start = /^\{/m.exec(finished.stdout)?.index ?? 0;
  return finished.stdout.slice(start);
}

function failureOfReading(workspace: Workspace, argv: string[], finished: Finished): ActionError {
  const command = `${workspace.tool.name} ${argv.slice(0, 2).join(" ")}`;
  return new ActionError({
    reason: "read-failed",
    message: `${command} ended with exit code ${finished.exitCode}`,
    fix: "the lines below name the cause; run setup-terraform-backend with the same working-directory first",
    detail: lastLines(finished.stderr, 40),
  });
}

function readable<T>(what: "plan" | "state" | "outputs", parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new ActionError({
      reason: `${what}-unreadable`,
      message: `the JSON of the ${what} cannot be read: ${messageOf(error)}`,
      fix: "check that tool-path is Terraform or OpenTofu itself, not a wrapper that prints lines of its own",
      cause: error,
    });
  }
}

function failed(
  workspace: Workspace,
  operation: "plan" | "apply",
  run: { finished: Finished; diagnostics: Diagnostic[]; text: string[] },
): ActionError {
  const evidence = [...run.text, run.finished.stderr].join("\n");
  if (workspace.job.cancelled.aborted)
    return new ActionError({
      reason: "cancelled",
      message: `${workspace.tool.name} ${operation} was cancelled`,
      fix: "run the job again when the cancelled change is wanted after all",
      detail: lastLines(evidence, 20),
    });
  return failureOf(operation, run.diagnostics, lastLines(evidence, 40));
}

function maskAll(job: Job, secrets: Iterable<string>): void {
  for (const secret of new Set(secrets)) if (isSecret(secret)) job.mask(secret);
}

/** An action may plan twice: files of one plan must not replace those of another. */
const newName = (extension: string): string => `${randomUUID()}.${extension}`;
