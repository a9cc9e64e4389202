import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { readFileCommands } from "../../rehearsal/runner/commands/file.ts";
import { WorkflowCommands } from "../../rehearsal/runner/commands/workflow.ts";
import { CONTRACTS } from "../../scripts/interface.ts";
import type { WorkflowCommand } from "../../rehearsal/runner/commands/workflow.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

export interface BundleRun {
  /** Values of `with`; what is left out gets action.yml's default. */
  inputs: Readonly<Record<string, string>>;
  /** Everything the process sees, besides what the runner sets. Nothing of the test's own environment is inherited. */
  env: Readonly<Record<string, string>>;
  /** Name and payload of the event. */
  event?: { name: string; payload: unknown };
  /** The checked-out repository. */
  workspace: string;
  /** A folder of this run: temporary files, file commands. */
  directory: string;
  /** What `${{ github.token }}` stands for. */
  token?: string;
}

export interface BundleResult {
  exitCode: number;
  /** Standard output and error, in the order they came. */
  stdout: string;
  outputs: Record<string, string>;
  summary: string;
  annotations: { level: string; text: string; properties: Readonly<Record<string, string>> }[];
  masks: string[];
}

/** A failure reason that the contract lacks fails the test: its README would not explain it. */
function checkReason(name: string, reason: string | undefined): void {
  const contract = CONTRACTS.find((one) => one.name === name);
  if (reason !== undefined && contract?.failures[reason] === undefined)
    throw new Error(`${name} ended with the undocumented failure-reason ${reason}`);
}

/** Runs `dist/<name>/index.js` in a process of its own as the runner does: inputs, event, file commands. */
export async function runBundle(name: string, run: BundleRun): Promise<BundleResult> {
  mkdirSync(run.directory, { recursive: true });
  const folder = mkdtempSync(path.join(run.directory, `${name}-`));
  const file = (base: string, text = "") => {
    writeFileSync(path.join(folder, base), text);
    return path.join(folder, base);
  };
  const outputFile = file("output");
  const summaryFile = file("summary");
  const env = {
    GITHUB_ACTIONS: "true",
    CI: "true",
    GITHUB_EVENT_NAME: run.event?.name ?? "push",
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(run.event?.payload ?? {})),
    GITHUB_WORKSPACE: run.workspace,
    GITHUB_OUTPUT: outputFile,
    GITHUB_STEP_SUMMARY: summaryFile,
    GITHUB_ENV: file("env"),
    GITHUB_PATH: file("path"),
    GITHUB_STATE: file("state"),
    RUNNER_TEMP: path.join(folder, "temp"),
    ...run.env,
    ...inputVariables(name, run),
  };
  const { exitCode, stdout } = await spawned(path.join(ROOT, "dist", name, "index.js"), env);
  const outputs = Object.fromEntries(readFileCommands(readFileSync(outputFile, "utf8")));
  checkReason(name, outputs["failure-reason"]);
  return {
    exitCode,
    stdout,
    outputs,
    summary: readFileSync(summaryFile, "utf8"),
    ...commandsOf(stdout),
  };
}

/** INPUT_… variables: what is given, else the default. */
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

function spawned(
  script: string,
  env: Record<string, string>,
): Promise<{ exitCode: number; stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], {
      cwd: env["GITHUB_WORKSPACE"],
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ exitCode: code ?? 128, stdout: Buffer.concat(chunks).toString("utf8") }),
    );
  });
}

/** Annotations and masks among the lines; text inside of stop-commands is no command. */
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
