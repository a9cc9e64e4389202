import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { shellWords } from "../redact/credentials.ts";
import { restrictFile, writePrivate } from "../runtime/private-file.ts";
import { annotate } from "./annotate.ts";
import { readConfiguration } from "./configuration-files.ts";
import { declarationsIn } from "./declarations.ts";
import type { Diagnostic } from "./events.ts";
import { refuseErroredState } from "./errored-state.ts";
import { nameGiver, nameUndeclared } from "./given-by.ts";
import type { Givers } from "./given-by.ts";
import { hasChanges } from "./has-changes.ts";
import { planArguments, variableArgumentsIn } from "./arguments.ts";
import type { PlanOptions } from "./arguments.ts";
import { registerDeclaredSecrets } from "./declared-secrets.ts";
import type { Plan } from "./plan-json.ts";
import { readPlan, registerSecretsOfErroredPlan } from "./read.ts";
import type { RootModule } from "./root-module.ts";
import { failureOfRun, noteHiddenFailure, runWithEvents, saysFailure } from "./run-with-events.ts";
import type { EventRun } from "./run-with-events.ts";

export interface Planned {
  /** The saved plan. It contains every value in clear text. */
  file: string;
  /** Whether applying it would change anything (outputs count). */
  changed: boolean;
  plan: Plan;
  /** The JSON of the plan as the tool printed it. */
  text: string;
  /** Arguments that give ephemeral variables to the apply again, because no plan contains them. Usually empty. */
  variableArguments: string[];
}

/**
 * Makes a plan, saves it, and reads it back. The tool's messages go to the log, its diagnostics become annotations,
 * and sensitive values of the plan are registered as secrets before a report is written.
 * @throws ActionError `errored-state`, `plan-failed`, `plan-unreadable`, `cancelled` and the reasons of failures.ts
 */
export async function planRootModule(
  rootModule: RootModule,
  planOptions: PlanOptions,
): Promise<Planned> {
  const { job, tool } = rootModule;
  await registerDeclaredSecrets(rootModule, planOptions);
  const { variables, variableInputs = {}, ...options } = planOptions;
  const inputs = { ...variableInputs, ...inputsOfSecrets(rootModule) };
  // An action may plan twice, so each plan has its own files.
  refuseErroredState(rootModule);
  const name = randomUUID();
  const file = path.join(job.temporaryDirectory, `${name}.tfplan`);
  const variableFiles = [...(options.variableFiles ?? [])];
  const given = path.join(job.temporaryDirectory, `${name}.tfvars.json`);
  if (variables !== undefined && Object.keys(variables).length > 0)
    variableFiles.push(await writePrivate(job, path.basename(given), JSON.stringify(variables)));
  const printed = await runWithEvents(
    rootModule,
    `${tool.name} plan`,
    planArguments({ ...options, variableFiles }, file),
  );
  const named = printed.diagnostics.map((one) =>
    one.file?.endsWith(path.basename(given)) === true
      ? nameInput(one, inputs)
      : nameUndeclared(one, given, inputs),
  );
  const givers = await giversOf(rootModule, planOptions, inputs);
  const diagnostics = named.map((one) => nameGiver(one, givers));
  try {
    const read = await readSaved(rootModule, file, { ...printed, diagnostics });
    const variableArguments = (await hasEphemeralVariables(rootModule, read.plan))
      ? [
          // The tool itself passes TF_CLI_ARGS to the apply.
          ...variableArgumentsIn(shellWords(rootModule.environment["TF_CLI_ARGS_plan"] ?? "")),
          ...variableFiles.map((one) => `-var-file=${one}`),
          ...variableArgumentsIn(options.extra ?? []),
        ]
      : [];
    return { file, variableArguments, ...read };
  } finally {
    // This comes after the plan was read: only then are its secrets known.
    annotate(rootModule, diagnostics);
  }
}

/**
 * Reads the plan that a run of the tool has saved.
 * @throws ActionError that says why the run, or the plan, cannot be used
 */
async function readSaved(
  rootModule: RootModule,
  file: string,
  run: EventRun,
): Promise<Pick<Planned, "changed" | "plan" | "text">> {
  const { job, tool } = rootModule;
  // With -detailed-exitcode, 2 means that the plan has changes.
  const { exitCode } = run.finished;
  if ((exitCode !== 0 && exitCode !== 2) || saysFailure(run)) {
    noteHiddenFailure(rootModule, run);
    await registerSecretsOfErroredPlan(rootModule, file);
    throw failureOfRun(rootModule, "plan", run);
  }
  job.cancelled.throwIfAborted();
  await restrictFile(file);
  const read = await readPlan(rootModule, file);
  // The tool saves even a plan that failed, and a wrapper may hide its exit code.
  if (read.plan.errored === true) throw failureOfRun(rootModule, "plan", run);
  const changed = hasChanges(read.plan);
  if (changed !== (exitCode === 2))
    job.log.notice(
      `the plan ${changed ? "has" : "has no"} changes, but its exit code is ${exitCode}: ${tool.path} seems to be a wrapper that changes exit codes. The plan decides`,
    );
  return { changed, ...read };
}

/**
 * Returns whether the user may have given a variable that the plan does not contain, which can only be an ephemeral
 * one. Then all variables are given to the apply once more, in the same order: the tool compares those that the plan
 * contains. The declarations decide, because the JSON of the plan shows the default of an ephemeral variable, if it has
 * one, as its value.
 * https://developer.hashicorp.com/terraform/language/values/variables#ephemeral
 */
async function hasEphemeralVariables(
  { directory, tool }: RootModule,
  { configuration, variables = {} }: Plan,
): Promise<boolean> {
  const declared = declarationsIn(await readConfiguration(directory, tool.name));
  return (
    declared.ephemeralVariables.size > 0 ||
    Object.keys(configuration?.root_module?.variables ?? {}).some(
      (name) => !Object.hasOwn(variables, name),
    )
  );
}

const inputsOfSecrets = ({ secrets = [] }: RootModule): Record<string, string> =>
  Object.fromEntries(
    secrets.flatMap(({ variables }) => variables.map((name) => [name, "variables-from-secret"])),
  );

/** Returns the sources of a plan's variables. The tool reports a file that cannot be read. */
async function giversOf(
  { job, directory }: RootModule,
  { variables = {}, variableFiles = [] }: PlanOptions,
  inputs: NonNullable<PlanOptions["variableInputs"]>,
): Promise<Givers> {
  const texts = variableFiles.map(async (file): Promise<[string, string]> => {
    const inside = path.relative(job.checkout, path.resolve(directory, file));
    const shown = inside.startsWith("..") ? path.basename(file) : inside;
    return [shown, await readFile(path.resolve(directory, file), "utf8").catch(() => "")];
  });
  return {
    inputs: new Map(Object.keys(variables).map((name) => [name, inputs[name] ?? "variables"])),
    files: new Map(await Promise.all(texts)),
  };
}

/** Names the input that gave a value: nobody knows the private file in which terraform found it. */
function nameInput(
  diagnostic: Diagnostic,
  inputs: NonNullable<PlanOptions["variableInputs"]>,
): Diagnostic {
  const { variable = "" } = diagnostic;
  const input = Object.hasOwn(inputs, variable) ? inputs[variable] : undefined;
  return { ...diagnostic, input: input ?? "variables" };
}
