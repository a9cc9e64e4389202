import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import path from "node:path";
import * as core from "@actions/core";
import { readContext } from "../github/context.ts";
import type { EventPayload } from "../github/event.ts";
import { credentialsIn } from "../redact/credentials.ts";
import { Redactor } from "../redact/redactor.ts";
import { formatSeconds } from "../text/duration.ts";
import type { Contract, InputsOf, OutputsOf } from "./contract.ts";
import { ActionError, messageOf } from "./errors.ts";
import { isTrusted, reportUntrusted } from "./fork.ts";
import type { Job } from "./job.ts";
import { createLog } from "./log.ts";
import type { RunnerLog } from "./log.ts";
import { VERSION } from "./version.ts";
import { failureSummary, writeSummary } from "./summary.ts";

export interface Action<C extends Contract> {
  contract: C;
  /** The words that its reports are made of: a secret that stands in them is hidden by its place only. */
  words?: readonly string[];
  /** @throws ActionError `invalid-input` */
  readInputs(): InputsOf<C>;
  /** Whether it does its work without any credentials with these inputs. Default: never. */
  worksWithoutCredentials?(inputs: InputsOf<C>): boolean;
  /**
   * The story of the action. Undefined: it ends well without doing anything, and sets no output.
   * @throws ActionError for every expected failure
   */
  run(inputs: InputsOf<C>, job: Job): Promise<OutputsOf<C> | undefined>;
}

/**
 * The single entry of every action: reads all inputs, runs, writes outputs and the summary, and turns whatever is
 * thrown into one `::error`, the output `failure-reason` and exit code 1. An unexpected error keeps its stack.
 */
export async function runAction<C extends Contract>(action: Action<C>): Promise<void> {
  const { name } = action.contract;
  const started = performance.now();
  const redactor = new Redactor([name, ...(action.words ?? [])].join("\n"));
  const sections: string[] = [];
  const cancel = cancellation();
  const temporaryDirectory = makeTemporaryDirectory(name);
  const log = createLog(redactor);
  try {
    const payload = readPayload();
    const job = createJob({
      ...{ log, redactor, sections, payload, cancel: cancel.signal, temporaryDirectory },
    });
    for (const secret of credentialsIn(process.env)) job.mask(secret);
    core.info(`${name} ${VERSION}`);
    if ((await isTrusted(job, payload)) || mayRunUntrusted(action, job)) {
      const outputs = await action.run(action.readInputs(), job);
      writeOutputs(outputs ?? {});
    } else reportUntrusted(name, job);
    log.info(`${name} took ${formatSeconds(performance.now() - started)}`);
  } catch (error) {
    reportFailure(name, error, redactor, sections);
  } finally {
    cancel.stop();
    await writeSummary(sections);
  }
}

/**
 * Only where GitHub itself keeps the credentials from the code of a fork: other events hand over secrets. Inputs that
 * come from secrets are empty then, so they may not be valid.
 */
function mayRunUntrusted<C extends Contract>(action: Action<C>, { context }: Job): boolean {
  if (context.eventName !== "pull_request") return false;
  try {
    return action.worksWithoutCredentials?.(action.readInputs()) ?? false;
  } catch {
    return false;
  }
}

/**
 * The first SIGINT of the runner asks to stop; the process stays, so that children can end in order. The runner's
 * SIGTERM 7.5 s later is taken as the end of patience: the default handler then ends this process.
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
 */
function cancellation(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const onInterrupt = () => controller.abort();
  process.on("SIGINT", onInterrupt);
  return { signal: controller.signal, stop: () => process.off("SIGINT", onInterrupt) };
}

function makeTemporaryDirectory(name: string): string {
  const parent = process.env["RUNNER_TEMP"] ?? path.resolve(".runner-temp");
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(path.join(parent, `${name}-`));
}

interface JobParts {
  log: RunnerLog;
  redactor: Redactor;
  sections: string[];
  /** Undefined = there is no readable event file. */
  payload: EventPayload | undefined;
  cancel: AbortSignal;
  temporaryDirectory: string;
}

function createJob(parts: JobParts): Job {
  const { log, redactor, sections, payload, cancel, temporaryDirectory } = parts;
  const mask = (secret: string) => {
    for (const line of redactor.add(secret)) log.setSecret(line);
  };
  return {
    log,
    redactor,
    context: readContext(process.env, payload),
    environment: childEnvironment(),
    checkout: process.env["GITHUB_WORKSPACE"] ?? process.cwd(),
    temporaryDirectory,
    summarize: (markdown) => void sections.push(markdown),
    mask,
    idToken: (audience) => idToken(audience, mask),
    cancelled: cancel,
  };
}

function readPayload(): EventPayload | undefined {
  try {
    return JSON.parse(readFileSync(process.env["GITHUB_EVENT_PATH"] ?? "", "utf8")) as EventPayload;
  } catch {
    // In a container the file may lie outside of what is mounted: https://github.com/actions/runner/issues/1000
    return undefined;
  }
}

/** Inputs can hold tokens and paths of this step only: they are not handed to child processes. */
function childEnvironment(): Record<string, string> {
  const pairs = Object.entries(process.env).filter(
    (pair): pair is [string, string] =>
      pair[1] !== undefined && !/^(INPUT_|STATE_|ACTIONS_ID_TOKEN_|ACTIONS_RUNTIME_)/.test(pair[0]),
  );
  return Object.fromEntries(pairs);
}

async function idToken(audience: string, mask: (secret: string) => void): Promise<string> {
  if (process.env["ACTIONS_ID_TOKEN_REQUEST_URL"] === undefined)
    throw new ActionError({
      reason: "no-id-token",
      message: "role-arn is given, but this job may not ask GitHub for an OIDC token",
      fix: "add `id-token: write` to the permissions of the job, and to those of the job that calls the reusable workflow",
    });
  try {
    const token = await core.getIDToken(audience);
    mask(token);
    return token;
  } catch (error) {
    throw new ActionError({
      reason: "no-id-token",
      message: `GitHub gave no OIDC token: ${messageOf(error).split("\n")[0] ?? ""}`,
      fix: "run the job again; https://www.githubstatus.com shows whether Actions has an incident",
      cause: error,
    });
  }
}

/**
 * Undefined ones are not set. Outputs are paths, counts, digests and names: a later step needs them as they are. What may
 * hold a secret is left out by the action that sets it.
 */
function writeOutputs(outputs: ActionError["outputs"]): void {
  for (const [name, value] of Object.entries(outputs))
    if (value !== undefined) core.setOutput(name, String(value));
}

function reportFailure(name: string, error: unknown, redactor: Redactor, sections: string[]): void {
  const expected = error instanceof ActionError;
  const reason = expected ? error.reason : "unexpected-error";
  if (expected) writeOutputs(error.outputs);
  core.setOutput("failure-reason", reason);
  // Through the log: a tool's last lines may look like workflow commands.
  const log = createLog(redactor);
  if (expected && error.detail !== undefined) log.info(error.detail);
  if (!expected && error instanceof Error) log.info(error.stack ?? "");
  const hide = (text: string | undefined) =>
    text === undefined ? undefined : redactor.redact(text);
  const fix = expected
    ? hide(error.fix)
    : "this is a bug in the action: please report it with the lines above";
  const message = redactor.redact(messageOf(error));
  // A message that quotes a tool may end with its full stop.
  const text = fix === undefined ? message : `${message.replace(/\.$/, "")}. Fix: ${fix}`;
  core.error(text, { title: `${name}: ${reason}` });
  sections.push(
    failureSummary(name, reason, message, fix, expected ? hide(error.detail) : undefined),
  );
  process.exitCode = 1;
}
