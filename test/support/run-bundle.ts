import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { readFileCommands } from "../../rehearsal/runner/commands/file.ts";
import { runProcess } from "../../rehearsal/runner/process.ts";
import { WorkflowCommands } from "../../rehearsal/runner/commands/workflow.ts";
import { CONTRACTS } from "../../scripts/interface.ts";
import { NODE_OF_ACTIONS } from "./node-of-actions.ts";
import type { WorkflowCommand } from "../../rehearsal/runner/commands/workflow.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

export interface BundleRun {
  /** Values of `with`. An input that is left out gets the default of action.yml. */
  inputs: Readonly<Record<string, string>>;
  /**
   * Environment variables, in addition to those that the runner sets. Of the test's own environment, only OF_SPEED is
   * inherited.
   */
  env: Readonly<Record<string, string>>;
  /** Name and payload of the event. */
  event?: { name: string; payload: unknown };
  /** The checked-out repository. */
  workspace: string;
  /** A folder for this run, with temporary files and file commands. */
  directory: string;
  /** Repository that contains `dist/`, as the runner downloads it. Default: this repository. */
  pipeline?: string;
  /** Value of `${{ github.token }}`. */
  token?: string;
  /** Cancels the step, as GitHub's runner does, when this text appears in its output. */
  cancelAt?: string;
  /** Called for each line of its output. */
  onLine?: (line: string) => unknown;
  /** Cancels the step, as GitHub's runner does, when this signal aborts. */
  cancel?: AbortSignal;
}

export interface BundleResult {
  exitCode: number;
  /** Standard output and standard error, in the order in which they were written. */
  stdout: string;
  outputs: Record<string, string>;
  summary: string;
  annotations: { level: string; text: string; properties: Readonly<Record<string, string>> }[];
  masks: string[];
  /** What was written to GITHUB_ENV and GITHUB_PATH, which change later steps. */
  commandFiles: { env: string; path: string };
  /** Runs the post step, as the runner does at the end of the job. */
  post(): Promise<BundleResult>;
}

/** Fails the test if the contract lacks the failure reason: the README would not explain it. */
function checkReason(name: string, reason: string | undefined): void {
  const contract = CONTRACTS.find((one) => one.name === name);
  if (reason !== undefined && contract?.failures[reason] === undefined)
    throw new Error(`${name} ended with the undocumented failure-reason ${reason}`);
}

/** What the runner keeps of a step for its post step: the folder with its temporary files, and its state. */
interface Kept {
  folder: string;
  state: Readonly<Record<string, string>>;
  /** Path of the file to run. */
  script: string;
}

/**
 * An old push. GitHub's index surely has its commit, so the action does not wait for a pull request that is not listed.
 */
const OLD_PUSH = { repository: { pushed_at: 1_700_000_000 } };

/** Runs `dist/<name>/index.js` in its own process, as the runner does: with inputs, event and file commands. */
export function runBundle(name: string, run: BundleRun): Promise<BundleResult> {
  mkdirSync(run.directory, { recursive: true });
  return runStep(name, run, {
    folder: mkdtempSync(path.join(run.directory, `${name}-`)),
    state: {},
    script: path.join("dist", name, "index.js"),
  });
}

/**
 * Variables that only make programs faster. NODE_COMPILE_CACHE: where Node 22 and later keep compiled code, so that the
 * next start of a bundle takes half as long. GOGC: how often terraform, which is written in Go, collects garbage.
 */
const OF_SPEED: Readonly<Record<string, string>> = Object.fromEntries(
  ["NODE_COMPILE_CACHE", "GOGC"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

async function runStep(
  name: string,
  run: BundleRun,
  { folder, state, script }: Kept,
): Promise<BundleResult> {
  const file = (base: string, text = "") => {
    writeFileSync(path.join(folder, base), text);
    return path.join(folder, base);
  };
  const outputFile = file("output");
  const summaryFile = file("summary");
  const stateFile = file("state");
  const env = {
    GITHUB_ACTIONS: "true",
    CI: "true",
    GITHUB_EVENT_NAME: run.event?.name ?? "push",
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(run.event?.payload ?? OLD_PUSH)),
    GITHUB_WORKSPACE: run.workspace,
    GITHUB_OUTPUT: outputFile,
    GITHUB_STEP_SUMMARY: summaryFile,
    GITHUB_ENV: file("env"),
    GITHUB_PATH: file("path"),
    GITHUB_STATE: stateFile,
    ...Object.fromEntries(Object.entries(state).map(([key, value]) => [`STATE_${key}`, value])),
    RUNNER_TEMP: path.join(folder, "temp"),
    ...OF_SPEED,
    ...run.env,
    ...inputVariables(name, run),
  };
  const { exitCode, stdout } = await runScript(path.join(run.pipeline ?? ROOT, script), env, run);
  const outputs = Object.fromEntries(readFileCommands(readFileSync(outputFile, "utf8")));
  checkReason(name, outputs["failure-reason"]);
  return {
    exitCode,
    stdout,
    outputs,
    summary: readFileSync(summaryFile, "utf8"),
    ...commandsOf(stdout),
    commandFiles: {
      env: readFileSync(env.GITHUB_ENV, "utf8"),
      path: readFileSync(env.GITHUB_PATH, "utf8"),
    },
    post: () => {
      const written = Object.fromEntries(readFileCommands(readFileSync(stateFile, "utf8")));
      const { inputs, env: variables, event, workspace, directory, token, pipeline = ROOT } = run;
      const again = { inputs, env: variables, workspace, directory, pipeline };
      return runStep(
        name,
        { ...again, ...(event && { event }), ...(token !== undefined && { token }) },
        { folder, state: written, script: path.join("actions", name, "post.mjs") },
      );
    },
  };
}

/** Returns the INPUT_… variables: the given values, else the defaults. */
function inputVariables(name: string, { inputs, token = "" }: BundleRun): Record<string, string> {
  const text = readFileSync(path.join(ROOT, "actions", name, "action.yml"), "utf8");
  const declared = (parse(text) as { inputs?: Record<string, { default?: string }> }).inputs ?? {};
  const unknown = Object.keys(inputs).filter((input) => !(input in declared));
  if (unknown.length > 0) throw new Error(`${name} has no input ${unknown.join(", ")}`);
  return Object.fromEntries(
    Object.entries(declared).map(([input, { default: value = "" }]) => [
      `INPUT_${input.replaceAll(" ", "_").toUpperCase()}`,
      inputs[input] ?? value.replace("${{ github.token }}", token),
    ]),
  );
}

/**
 * Times of GitHub's runner, in milliseconds:
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
 */
const TIMING = { interrupt: 7500, terminate: 2500, drain: 5000, minute: 60_000 };

async function runScript(
  script: string,
  environment: Record<string, string>,
  { cancelAt, onLine, cancel = new AbortController().signal }: BundleRun,
): Promise<{ exitCode: number; stdout: string }> {
  const lines: string[] = [];
  const found = new AbortController();
  const { code } = await runProcess({
    file: NODE_OF_ACTIONS,
    args: [script],
    directory: environment["GITHUB_WORKSPACE"] ?? ROOT,
    environment,
    onLine: (line) => {
      lines.push(line);
      onLine?.(line);
      if (cancelAt !== undefined && line.includes(cancelAt)) found.abort();
    },
    signal: AbortSignal.any([found.signal, cancel]),
    timing: TIMING,
  });
  return { exitCode: code, stdout: lines.map((line) => `${line}\n`).join("") };
}

/** Finds the annotations and masks in the output. A line between stop-commands is not a command. */
function commandsOf(stdout: string): Pick<BundleResult, "annotations" | "masks"> {
  const reader = new WorkflowCommands();
  const commands = stdout
    .split("\n")
    .map((line) => reader.read(line))
    .filter((command): command is WorkflowCommand => command !== undefined);
  return {
    annotations: commands
      .filter(({ name }) => ["error", "warning", "notice"].includes(name))
      .map(({ name: level, data: text, properties }) => ({ level, text, properties })),
    masks: commands.filter(({ name }) => name === "add-mask").map(({ data }) => data),
  };
}
