import { evaluateToken, text, texts, type Contexts } from "../expressions.ts";
import { at, type JobDefinition } from "../load/workflow.ts";
import type { Conclusion, JobResult } from "../request.ts";
import { valueIn } from "../steps/evaluate.ts";
import { runPosts, runPres } from "../steps/pre-and-post.ts";
import { runSteps } from "../steps/run.ts";
import { passGate } from "./gate.ts";
import { killOrphans } from "./orphans.ts";
import { jobContexts, type Instance, type JobOutcome, type Scope } from "./scope.ts";
import { prepareJob } from "./setup.ts";
import type { Frame, JobState } from "./state.ts";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes */
const TIMEOUT = 360;

/** Formats minutes as GitHub's server does: 1h30m0s. */
export function durationText(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  const hours = Math.floor(seconds / 3600);
  const rest = `${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
  return hours > 0 ? `${hours}h${rest}` : rest.replace(/^0m/, "");
}

/** Returns the name of the job's environment, from `environment: name` or `environment: {name: ...}`. */
function environmentOf(job: JobDefinition, contexts: Contexts): string | undefined {
  const token = job.token.find("environment");
  const value = evaluateToken(at(token, "name") ?? token, contexts);
  return text(value) === "" ? undefined : text(value);
}

/** Reads a job's outputs. Outputs that contain a secret, and empty outputs, are dropped. */
function readOutputs(job: JobDefinition, frame: Frame): Record<string, string> {
  const { log, masks } = frame.job;
  const value = valueIn(frame, job.token.find("outputs"));
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(texts(value)))
    if (masks.hides(output)) log.warning(`Skip output '${name}' since it may contain secret.`);
    else if (output !== "") outputs[name] = output;
  return outputs;
}

function readUrl(job: JobDefinition, frame: Frame): { url?: string } {
  const token = at(job.token.find("environment"), "url");
  const url = text(valueIn(frame, token));
  if (url === "") return {};
  if (!frame.job.masks.hides(url)) return { url };
  frame.job.log.warning("Skip setting environment url as environment 'url' may contain secret.");
  return {};
}

async function runAllSteps(job: JobDefinition, frame: Frame): Promise<void> {
  await runPres(frame, job.steps);
  await runSteps(frame, job.steps, true);
  await runPosts(frame);
  frame.job.log.step = "Complete job";
  await killOrphans(frame.job);
}

const conclusionOf = (frame: Frame): Conclusion =>
  frame.job.signal.aborted ? "cancelled" : frame.failed ? "failure" : "success";

/** Reads the outputs and the URL of a finished job. As on GitHub, an invalid expression fails the job. */
function finish(job: JobDefinition, frame: Frame): Pick<JobResult, "outputs"> & { url?: string } {
  const attempt = <T extends object>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      frame.job.log.error((error as Error).message);
      frame.failed = true;
      return otherwise;
    }
  };
  const outputs = attempt(() => readOutputs(job, frame), {});
  return { outputs, ...attempt(() => readUrl(job, frame), {}) };
}

interface Deadline {
  signal: AbortSignal;
  /** Starts the clock. Returns a function that stops it. */
  start(state: JobState): () => void;
}

/**
 * Makes a signal from the job's timeout-minutes.
 * @throws Error if the value is not a number (a string of digits is not)
 */
function deadlineOf(scope: Scope, job: JobDefinition, contexts: Contexts): Deadline {
  const controller = new AbortController();
  const minutes = evaluateToken(job.token.find("timeout-minutes"), contexts) ?? TIMEOUT;
  if (typeof minutes !== "number")
    throw new Error(`Unexpected value '${text(minutes)}' of timeout-minutes`);
  const start = ({ log }: JobState) => {
    const timer = setTimeout(() => {
      log.error(`The job has exceeded the maximum execution time of ${durationText(minutes)}`);
      controller.abort();
    }, minutes * scope.run.timing.minute);
    return () => clearTimeout(timer);
  };
  return { signal: controller.signal, start };
}

const rootFrame = (state: JobState, scope: Scope): Frame => ({
  job: state,
  origin: scope.workflow,
  inputs: scope.inputs,
  steps: {},
  env: {},
  actionPath: undefined,
  failed: false,
  signal: state.signal,
  posts: [],
  inner: new Map(),
  caller: undefined,
  action: {},
});

/** Returns the result of a job that ran. */
function resultOf(
  job: JobDefinition,
  frame: Frame,
  labels: Pick<JobResult, "id" | "name" | "ms">,
  environment: string | undefined,
): JobResult {
  const { log } = frame.job;
  const { outputs, ...url } = finish(job, frame);
  return {
    ...labels,
    result: conclusionOf(frame),
    steps: log.steps,
    outputs,
    ...(environment === undefined ? {} : { environment: { name: environment, ...url } }),
    annotations: log.annotations,
    summaries: log.summaries,
    log: log.file,
  };
}

/**
 * Runs a job that has steps, in a folder of its own, and records its result.
 * @throws Error if the protection rules of its environment do not let it run
 */
export async function runJob(
  scope: Scope,
  job: JobDefinition,
  instance: Instance,
  id: string,
  name: string,
): Promise<JobOutcome> {
  const { request, results } = scope.run;
  const contexts = jobContexts(scope, instance);
  const environment = environmentOf(job, contexts);
  if (environment !== undefined) await passGate(scope.run, id, environment);
  // The wait for an approval does not count as the job's run time.
  const started = performance.now();
  const deadline = deadlineOf(scope, job, contexts);
  const signal = AbortSignal.any([instance.signal, deadline.signal]);
  const state = await prepareJob(scope, job, { ...instance, signal }, id, environment);
  const named = environment === undefined ? {} : { environment };
  request.observe?.({ type: "job-started", job: id, name, ...named });
  const frame = rootFrame(state, scope);
  const stop = deadline.start(state);
  try {
    await runAllSteps(job, frame);
  } finally {
    stop();
  }
  const ms = Math.round(performance.now() - started);
  const result = resultOf(job, frame, { id, name, ms }, environment);
  results.push(result);
  request.observe?.({ type: "job-finished", job: id, result });
  return { result: result.result, outputs: result.outputs };
}
