import { suggest } from "../base/closest.ts";
import { readPart, type Part } from "../base/part.ts";
import { UsageError } from "../base/usage-error.ts";
import { FAILURES, isFailure } from "./failures.ts";
import { checkCommandOptions, readOptions, type Values } from "./options.ts";
import { readRealParts } from "../real/parts.ts";
import { COMMAND_NAMES, type Rehearsal } from "./command-line-options.ts";

/** The command that writes files instead of running a workflow. */
export const INIT = "init";

/**
 * Reads the command line.
 * @throws UsageError that names the argument and what is accepted
 */
export function readArguments(
  argv: string[],
): Rehearsal | { names: string[]; part?: Part } | "help" | "list-failures" {
  const { values, positionals } = readOptions(argv);
  if (values.help === true) return "help";
  if (values["list-failures"] === true) return "list-failures";
  if (values.matrix === true)
    return {
      names: values.cell ?? [],
      ...(values.part === undefined ? {} : { part: readPart("--part", values.part) }),
    };
  if (values.cell !== undefined)
    throw new UsageError("--cell works only with --matrix: it names a cell of the matrix");
  if (values.part !== undefined)
    throw new UsageError("--part works only with --matrix: it chooses cells of the matrix");
  if (positionals.length > 1)
    throw new UsageError(`only one command at a time, got: ${positionals.join(", ")}`);
  const event = positionals[0] ?? "deploy";
  checkCommand(event);
  checkFailure(event, values);
  checkTogether(event, values);
  const byFile = values.event !== undefined && isEventFile(values.event);
  return {
    event,
    verbose: values.verbose ?? false,
    ...(values.raw === true ? { raw: true } : {}),
    fork: values.fork ?? false,
    reject: values.reject ?? false,
    fromPullRequest: values["from-pr"] ?? false,
    inputs: inputsOf(values.input ?? []),
    ...(isMergeGroup(values.event) ? { mergeQueue: true } : {}),
    ...(byFile ? given("eventFile", values.event) : {}),
    ...(values.action === undefined ? {} : { actions: actionsOf(values.action) }),
    ...asWritten(values),
    ...(values.slow === undefined ? {} : { slow: durationOf(values.slow) }),
    ...(values.run === undefined ? {} : { run: runOf(values.run) }),
    ...(values.real === undefined ? {} : { real: readRealParts(values.real) }),
  };
}

/** The options whose text is taken unchanged. */
const asWritten = (values: Values): Partial<Rehearsal> => ({
  ...given("repository", values.repo),
  ...given("workflow", values.workflow),
  ...given("vars", values.vars),
  ...given("keep", values.keep),
  ...given("fail", values.fail),
  ...given("failAt", values["fail-at"]),
  ...given("reviewed", values.reviewed),
  ...given("environment", values.environment),
  ...given("from", values.from),
  ...given("to", values.to),
  ...given("release", values.release),
  ...given("overrideReason", values["override-reason"]),
  ...given("tag", values.tag),
  ...given("allowTags", values["allow-tags"]),
  ...given("change", values.change),
  ...given("cancelAt", values["cancel-at"]),
  ...given("json", values.json),
  ...given("requests", values.requests),
});

type Name = {
  [N in keyof Rehearsal]-?: string extends Required<Rehearsal>[N] ? N : never;
}[keyof Rehearsal];

const given = <N extends Name>(name: N, value: string | undefined): Partial<Record<N, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<N, string>);

/** @throws UsageError if the command does not exist */
function checkCommand(name: string): void {
  const known = [...COMMAND_NAMES, INIT];
  if (!known.includes(name))
    throw new UsageError(`"${name}" is not a command. ${suggest(name, known)}`);
}

/** @throws UsageError if the failure does not exist, or does not apply to the command */
function checkFailure(command: string, values: Values): void {
  const { fail, "fail-at": at } = values;
  if (at !== undefined && !workloadFailures().includes(fail ?? ""))
    throw new UsageError(
      `--fail-at works only with --fail ${workloadFailures().join(", ")}: it names the workload that fails, or the folder of its Dockerfile`,
    );
  if (fail === undefined) return;
  if (!isFailure(fail))
    throw new UsageError(
      `--fail: "${fail}" is not a failure. ${suggest(fail, Object.keys(FAILURES))}`,
    );
  // A plan shows what somebody opened by hand before the run.
  if (command === INIT || (command === "plan" && FAILURES[fail]?.openedByHand === undefined))
    throw new UsageError(
      `--fail ${fail} works with deploy, promote, rollback and rerun, not with ${command}`,
    );
}

const workloadFailures = (): string[] =>
  Object.keys(FAILURES).filter((name) => {
    const { kubernetes, fileEdit, scaledByHand } = FAILURES[name] ?? {};
    return [kubernetes, fileEdit, scaledByHand].some((one) => one !== undefined);
  });

/** @throws UsageError for options that have no meaning for the command, or that contradict each other */
function checkTogether(event: string, values: Values): void {
  if (values.fork === true && event !== "plan")
    throw new UsageError("--fork works only with plan: only a pull request can come from a fork");
  if (values.event !== undefined && event !== "plan" && !isEventFile(values.event))
    throw new UsageError(
      `--event NAME works with plan, not with ${event}. A JSON file works with all commands.`,
    );
  checkCommandOptions(event, values);
  if (values.fork === true && isMergeGroup(values.event))
    throw new UsageError(
      "--fork and --event merge_group cannot be combined: a merge queue works on a branch of the repository itself",
    );
  if (values.fail === "plan-changed" && values["from-pr"] !== true)
    throw new UsageError(
      "--fail plan-changed works only with deploy --from-pr: a pull request has to show the plan before it changes",
    );
  const hasRealCluster =
    values.real !== undefined && readRealParts(values.real).includes("kubernetes");
  if (hasRealCluster && values.keep !== undefined)
    throw new UsageError(
      "--real kubernetes and --keep cannot be combined: a control plane keeps nothing when it ends",
    );
  if (hasRealCluster && values.fail === "plan-changed")
    throw new UsageError(
      "--real kubernetes and --fail plan-changed cannot be combined: nobody scales a real Deployment by hand",
    );
  for (const name of ["environment", "override-reason"] as const)
    if (values["from-pr"] === true && values[name] !== undefined)
      throw new UsageError(
        `--from-pr and --${name} cannot be combined: the push of a merged pull request starts the workflow, and a push has no inputs`,
      );
  if (values.tag !== undefined) requireReleaseOnly(values);
  const isByHand = [values.environment, values.workflow, values["override-reason"]].some(
    (value) => value !== undefined,
  );
  if (event === "deploy" && values.input !== undefined && !isByHand)
    throw new UsageError(
      "--input works with deploy only together with --environment, --workflow or --override-reason: a push has no inputs",
    );
}

/** A release on GitHub has no inputs, and no pull request. @throws UsageError */
function requireReleaseOnly(values: Values): void {
  const names = ["environment", "from", "to", "release", "override-reason", "input", "from-pr"];
  for (const name of names as (keyof Values)[])
    if (values[name] !== undefined)
      throw new UsageError(
        `--tag and --${name} cannot be combined: a release on GitHub starts the workflow, and a release has no inputs and no pull request`,
      );
}

/** Returns whether the text is a file with an event's payload, rather than the name of an event. */
const isEventFile = (text: string): boolean => /\.json$/i.test(text);

/** @throws UsageError */
function isMergeGroup(name: string | undefined): boolean {
  if (name !== undefined && !isEventFile(name) && !["pull_request", "merge_group"].includes(name))
    throw new UsageError(
      `--event: "${name}" is not valid. Expected pull_request, merge_group, or a JSON file.`,
    );
  return name === "merge_group";
}

/** @throws UsageError */
function actionsOf(texts: readonly string[]): Record<string, string> {
  const entries = texts.map((text) => {
    const [, name, folder] = /^([^/=\s]+\/[^=\s]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || folder === undefined)
      throw new UsageError(
        `--action: "${text}" is not valid. Expected an action and its folder, for example actions/setup-node=../setup-node.`,
      );
    return [name, folder] as const;
  });
  return Object.fromEntries(entries);
}

/** @throws UsageError */
function inputsOf(texts: readonly string[]): Record<string, string> {
  const entries = texts.map((text) => {
    const [, name, value] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(
        `--input: "${text}" is not valid. Expected a name and a value, for example reason=slow.`,
      );
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/** @throws UsageError */
function runOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(
    `--run: "${text}" is not valid. Expected the number of a run, for example 1.`,
  );
}

/** @throws UsageError */
function durationOf(text: string): number {
  const [, amount, unit] = /^(\d+)(s|m)$/.exec(text) ?? [];
  if (amount === undefined)
    throw new UsageError(
      `--slow: "${text}" is not valid. Expected a duration, for example 60s or 2m.`,
    );
  return Number(amount) * (unit === "m" ? 60_000 : 1000);
}
