import { mkdirSync, mkdtempSync } from "node:fs";
import path from "node:path";
import * as core from "@actions/core";
import { credentialsIn } from "../redact/credentials.ts";
import { formatSeconds } from "../text/duration.ts";
import { CANCELLED_EXIT_CODE, watchCancellation } from "./cancellation.ts";
import type { Contract, InputsOf } from "./contract.ts";
import { whereAccepted } from "./where-accepted.ts";
import { runAllChecks } from "./all-failures.ts";
import { commitAtWork } from "./commit-at-work.ts";
import { createJob } from "./create-job.ts";
import { wordsOf } from "./definition.ts";
import type { Action } from "./definition.ts";
import { ActionError } from "./errors.ts";
import { findOrigin, reportUntrusted } from "./fork.ts";
import type { Job } from "./job.ts";
import { RefusedInputs, acceptedSecrets, secretsIn } from "./inputs.ts";
import { keepInputs, keepSecrets } from "./kept.ts";
import { isPostStep, runPost } from "./post.ts";
import { proxyProblems } from "./proxy-variables.ts";
import { reportFailure } from "./report-failure.ts";
import { VERSION } from "./version.ts";

/**
 * Runs an action. This is the single entry point of every action. The runner starts the same bundle as main step and,
 * at the end of the job, as post step.
 */
export const runAction = <C extends Contract>(action: Action<C>): Promise<void> =>
  isPostStep() ? runPost(action) : runMain(action);

/**
 * Reads all inputs, runs, writes outputs and the summary, and turns whatever is thrown into one `::error`, the output
 * `failure-reason` and a failed step: exit code 130 after a cancel, else 1.
 */
async function runMain<C extends Contract>(action: Action<C>): Promise<void> {
  const { name } = action.contract;
  const started = performance.now();
  const temporaryDirectory = createTemporaryDirectory(name);
  // With this entry, the post step of a run that was killed finds what was left behind.
  core.saveState("temporaryDirectory", temporaryDirectory);
  const cancellation = watchCancellation(() => saveSecrets());
  const created = createJob(wordsOf(action), temporaryDirectory, cancellation.signal);
  const { job, secrets, payload } = created;
  const saveSecrets = () => keepSecrets(temporaryDirectory, secrets);
  try {
    for (const secret of credentialsIn(process.env)) job.mask(secret);
    core.info(`${name} ${VERSION}`);
    for (const problem of proxyProblems(process.env)) job.log.warning(problem);
    const { origin, pullHead } = await findOrigin(job, payload);
    if (origin === "own" || mayRunUntrusted(action, job)) {
      const inputs = await readAllInputs(action, job);
      for (const secret of secretsIn(action.contract.inputs, inputs)) job.mask(secret);
      keepInputs(temporaryDirectory, inputs);
      const known = pullHead === undefined ? job : await withCommit(job, pullHead);
      job.setOutputs((await action.run(inputs, known)) ?? {});
      if (action.endsComplete?.(inputs) !== true) job.cancelled.throwIfAborted();
    } else reportUntrusted(name, origin, job);
    job.log.info(`${name} took ${formatSeconds(performance.now() - started)}`);
  } catch (error) {
    if (error instanceof ActionError) job.setOutputs(error.outputs);
    const reason = reportFailure(name, error, job);
    job.setOutputs({ "failure-reason": reason });
    process.exitCode = reason === "cancelled" ? CANCELLED_EXIT_CODE : 1;
  } finally {
    saveSecrets();
    cancellation.stop();
  }
  // Open connections, and the files of an operation that was left to the post step, must not keep a cancelled step
  // running.
  if (cancellation.signal.aborted) process.exit();
}

/** Returns the job with the commits that it works on, if its event does not name them. */
const withCommit = async (job: Job, pullHead: string): Promise<Job> => ({
  ...job,
  context: { ...job.context, ...(await commitAtWork(pullHead, job)) },
});

/**
 * Reads all inputs.
 * @throws ActionError with all problems of the inputs, and of what the accepted ones name
 */
async function readAllInputs<C extends Contract>(
  action: Action<C>,
  job: Job,
): Promise<InputsOf<C>> {
  try {
    return action.readInputs();
  } catch (error) {
    if (error instanceof RefusedInputs) {
      const accepted = error.accepted as InputsOf<C>;
      for (const secret of acceptedSecrets(action.contract.inputs, accepted)) job.mask(secret);
      await runAllChecks([
        () => Promise.reject(error),
        () => whereAccepted(() => action.checkAccepted?.(accepted, job) ?? Promise.resolve()),
      ]);
    }
    throw error;
  }
}

/**
 * Returns whether the action may run on a fork's code. This is true only if GitHub itself keeps the credentials from
 * that code: other events give it secrets. Inputs that come from secrets are empty then, so they may not be valid.
 */
function mayRunUntrusted<C extends Contract>(action: Action<C>, { context }: Job): boolean {
  if (context.eventName !== "pull_request") return false;
  try {
    return action.worksWithoutCredentials?.(action.readInputs()) ?? false;
  } catch {
    return false;
  }
}

function createTemporaryDirectory(name: string): string {
  const parent = process.env["RUNNER_TEMP"] ?? path.resolve(".runner-temp");
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(path.join(parent, `${name}-`));
}
