import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as core from "@actions/core";
import { drainOperations } from "../process/drain.ts";
import { readOperations } from "../process/operation.ts";
import type { Contract } from "./contract.ts";
import { createJob } from "./create-job.ts";
import { wordsOf } from "./definition.ts";
import type { Action } from "./definition.ts";
import { reportFailure } from "./report-failure.ts";
import { writeSummary } from "./summary.ts";

/** The secrets of a main step that was cancelled; in its private folder, which the post step removes. */
export const SECRETS_FILE = "secrets.json";

/** Milliseconds from the cancel until what still runs is stopped: GitHub ends everything after five minutes. */
const DRAIN = 4 * 60_000;

/** The main step leaves this mark for its post step. */
export const isPostStep = (): boolean => core.getState("isPost") === "true";

/**
 * The post step: waits for what a cancelled main step has left, lets the action look after it, and removes the private
 * folder. It runs at the end of the job, after a success, a failure and a cancel alike.
 */
export async function runPost<C extends Contract>(action: Action<C>): Promise<void> {
  const temporaryDirectory = core.getState("temporaryDirectory");
  if (!existsSync(temporaryDirectory)) return;
  // Only the runner's last kill may end it: a cancel of the job is the reason why it works.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  const { job, sections } = createJob(
    wordsOf(action),
    temporaryDirectory,
    new AbortController().signal,
  );
  for (const secret of readSecrets(temporaryDirectory)) job.mask(secret);
  const left = {
    operations: readOperations(temporaryDirectory),
    deadline: Number(core.getState("cancelledAt") || Date.now()) + DRAIN,
    cancelled: core.getState("cancelledAt") !== "",
  };
  try {
    if (left.operations.length === 0) return;
    if (action.cleanUp === undefined) await drainOperations(left, job.log);
    else await action.cleanUp(left, action.readInputs(), job);
  } catch (error) {
    reportFailure(action.contract.name, error, job);
    process.exitCode = 1;
  } finally {
    await writeSummary(sections);
    rmSync(temporaryDirectory, { recursive: true, force: true });
  }
}

function readSecrets(temporaryDirectory: string): string[] {
  const file = path.join(temporaryDirectory, SECRETS_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as string[]) : [];
}
