import { existsSync, rmSync } from "node:fs";
import * as core from "@actions/core";
import { drainOperations, endOrphans } from "../process/drain.ts";
import type { Left } from "../process/drain.ts";
import { readOperations } from "../process/operation.ts";
import type { Contract, InputsOf } from "./contract.ts";
import { createJob } from "./create-job.ts";
import { wordsOf } from "./definition.ts";
import type { Action } from "./definition.ts";
import type { Job } from "./job.ts";
import { readKeptInputs, readKeptSecrets } from "./kept.ts";
import { reportFailure } from "./report-failure.ts";

/**
 * Milliseconds from the cancel until commands that still run are stopped: GitHub ends everything after five minutes.
 */
const DRAIN = 4 * 60_000;

/**
 * Returns whether this is the post step. actions/<name>/post.mjs sets this state. A state of the main step would not
 * do, because the main step may be killed before it sets one.
 */
export const isPostStep = (): boolean => core.getState("isPost") === "true";

/**
 * Runs the post step: waits for what a cancelled main step has left, lets the action handle it, ends what its commands
 * left running, and removes the private folder. It runs at the end of the job after a success, a failure and a cancel
 * alike.
 */
export async function runPost<C extends Contract>(action: Action<C>): Promise<void> {
  const temporaryDirectory = core.getState("temporaryDirectory");
  if (!existsSync(temporaryDirectory)) return;
  // Only the runner's final kill may end this step: a cancel of the job is the reason why it works.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  const { job } = createJob(wordsOf(action), temporaryDirectory, new AbortController().signal);
  for (const secret of readKeptSecrets(temporaryDirectory)) job.mask(secret);
  // The inputs are read only on demand: commands that still run are handled first, even if the inputs cannot be read.
  const readInputs = () =>
    (readKeptInputs(temporaryDirectory) as InputsOf<C> | undefined) ?? action.readInputs();
  const left = {
    operations: readOperations(temporaryDirectory),
    deadline: Number(core.getState("cancelledAt") || Date.now()) + DRAIN,
    cancelled: core.getState("cancelledAt") !== "",
  };
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      reportFailure(action.contract.name, error, job);
      process.exitCode = 1;
    }
  };
  try {
    if (left.operations.length > 0) await attempt(() => cleanUp(action, left, readInputs, job));
    await attempt(() => action.giveBack?.(readInputs, job) ?? Promise.resolve());
    await attempt(() => endOrphans(left.operations, job.log));
  } finally {
    rmSync(temporaryDirectory, { recursive: true, force: true });
  }
}

const cleanUp = <C extends Contract>(
  action: Action<C>,
  left: Left,
  readInputs: () => InputsOf<C>,
  job: Job,
): Promise<unknown> =>
  action.cleanUp === undefined
    ? drainOperations(left, job.log)
    : action.cleanUp(left, readInputs, job);
