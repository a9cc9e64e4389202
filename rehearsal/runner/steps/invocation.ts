import path from "node:path";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { text, type Value } from "../expressions.ts";
import { githubEnvironment, runnerEnvironment } from "../jobs/context.ts";
import type { Frame } from "../jobs/state.ts";
import type { StepDefinition } from "../load/workflow.ts";
import { runProcess } from "../process.ts";
import type { CommandFiles } from "./command-files.ts";
import { valueIn } from "./evaluate.ts";
import type { StepOutput } from "./output.ts";

/** A running step. */
export interface Invocation {
  frame: Frame;
  step: StepDefinition;
  name: string;
  /** The step's own env, evaluated. */
  env: Readonly<Record<string, string>>;
  output: StepOutput;
  files: CommandFiles;
  signal: AbortSignal;
}

/** Runs one kind of step. Returns whether it succeeded; its outputs are in `invocation.output`. */
export type Executor = (invocation: Invocation) => Promise<boolean> | boolean;

/** Returns the evaluated text of a token of the step, or undefined if the step does not have it. */
export function textOf(
  token: TemplateToken | undefined,
  invocation: Invocation,
): string | undefined {
  if (token === undefined) return undefined;
  return text(valueIn(invocation.frame, token, invocation.env));
}

function environmentOf(invocation: Invocation, extra: Readonly<Record<string, string>>) {
  const { frame, env } = invocation;
  const { job } = frame;
  const environment: Record<string, string> = {
    // The default, which a step may override:
    // https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
    CI: "true",
    ...job.request.environment,
    ...job.credentials.environment,
    ...job.env,
    ...frame.env,
    ...env,
    ...extra,
    ...githubEnvironment(job.github),
    ...runnerEnvironment(job.contexts["runner"] as Record<string, Value>),
    RUNNER_TRACKING_ID: job.trackingId,
    ...actionEnvironment(frame),
    ...(frame.actionPath === undefined ? {} : { GITHUB_ACTION_PATH: frame.actionPath }),
    ...idTokenEnvironment(invocation),
  };
  const front = [...job.paths].reverse();
  environment["PATH"] = [...front, environment["PATH"] ?? ""].join(path.delimiter);
  return environment;
}

const actionEnvironment = ({ job, action }: Frame): Record<string, string> => ({
  GITHUB_ACTION: text(job.github["action"]),
  GITHUB_ACTION_REPOSITORY: text({ ...job.github, ...action }["action_repository"]),
  GITHUB_ACTION_REF: text({ ...job.github, ...action }["action_ref"]),
});

/**
 * Returns the variables for requesting an OIDC token. Both scripts and actions get them if the job has the permission.
 */
function idTokenEnvironment({ frame }: Invocation): Record<string, string> {
  const { idToken } = frame.job.credentials;
  if (!idToken) return {};
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: idToken.url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: idToken.token,
  };
}

interface Command {
  file: string;
  args: readonly string[];
  directory: string;
  environment?: Readonly<Record<string, string>>;
}

/** Runs a process of the step and reads the files that it wrote. Returns whether it succeeded. */
export async function runCommand(invocation: Invocation, command: Command): Promise<boolean> {
  const { files, frame, output, signal } = invocation;
  const { job } = frame;
  const { code, cancelled } = await runProcess({
    file: command.file,
    args: command.args,
    directory: command.directory,
    environment: { ...environmentOf(invocation, command.environment ?? {}), ...files },
    onLine: (line) => output.line(line),
    signal,
    timing: job.timing,
  });
  output.collect(files);
  if (cancelled) job.log.error("The operation was canceled.");
  else if (code !== 0) job.log.error(`Process completed with exit code ${code}.`);
  return code === 0 && !cancelled && !output.failed;
}
