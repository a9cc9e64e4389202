import { existsSync, readFileSync } from "node:fs";
import { drainOperations } from "../process/drain.ts";
import type { Drained, Ending, Left } from "../process/drain.ts";
import type { Operation } from "../process/operation.ts";
import { ActionError, messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { erroredStateFile, isApply, toolOf } from "./apply-operation.ts";
import { eventText, parseEvent } from "./events.ts";
import { checkLock } from "./lock-check.ts";
import type { LockState } from "./lock-check.ts";
import { programOf } from "./program.ts";
import { progressOf } from "./progress.ts";
import type { Progress } from "./progress.ts";
import {
  interruptedLine,
  interruptedSection,
  lockLine,
  lockSection,
  rescueSection,
} from "./recovery-report.ts";
import { rescueState } from "./rescue.ts";
import type { Rescue } from "./rescue.ts";
import type { RootModule } from "./root-module.ts";

/** The result for applies that the main step did not report to their end. */
export interface Recovery {
  /** Applies that a cancel interrupted. */
  interrupted: readonly { progress: Progress; ending: Ending }[];
  /** Undefined if nothing was left running: then nobody holds a lock of this run any more. */
  lock: LockState | undefined;
  /** Undefined if the state was saved. */
  rescue: Rescue | undefined;
  /** What a person must take care of. */
  error: unknown;
}

/**
 * Runs the post step of an action that applies: waits for what a cancelled step left, reports what was in flight,
 * rescues a state that could not be saved, and checks that the lock is free. If there is none of this, it does nothing.
 * @param reopen opens the workspace again, with its own credentials: those of the main step may have expired
 * @param report updates the action's own report to the final state; called once, before anything is thrown
 * @throws ActionError `state-locked`, `state-not-saved` if a person must act
 */
export async function recoverWorkspace(
  left: Left,
  job: Job,
  reopen: () => Promise<RootModule>,
  report: (recovery: Recovery) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  // This comes before the wait: an opened workspace renews the token with which terraform still works.
  const opening = left.operations.some(({ ended }) => !ended) ? reopen() : undefined;
  opening?.catch(() => undefined);
  const drained = await drainOperations(left, job.log, (line) => eventText(parseEvent(line)));
  const applies = left.operations.filter(isApply);
  const errored = applies.some(({ directory }) => existsSync(erroredStateFile(directory)));
  const interrupted = applies
    .filter((apply) => left.cancelled || drained.some(({ operation }) => operation === apply))
    .map(interruptedBy(drained));
  if (!errored && drained.length === 0) {
    // The main step saw the end of its apply, but may have had no time left for its report.
    if (interrupted.length > 0)
      await report({ interrupted, lock: undefined, rescue: undefined, error: undefined });
    return;
  }
  const lines = drained.filter(({ operation }) => isApply(operation)).map(summarize(job));
  const found = await inspect(opening ?? reopen(), drained, errored);
  if (found.lock !== undefined) lines.push(lockLine(found.lock));
  if (lines.length > 0) job.log.warning(lines.join("; "));
  await report({ interrupted, ...found });
  if (found.error !== undefined) throw found.error as Error;
}

/**
 * Checks the lock and rescues the state. A failure here is part of the result, so that the result is reported first.
 */
async function inspect(
  opening: Promise<RootModule>,
  drained: readonly Drained[],
  errored: boolean,
): Promise<Omit<Recovery, "interrupted">> {
  const found: Omit<Recovery, "interrupted"> = {
    lock: undefined,
    rescue: undefined,
    error: undefined,
  };
  try {
    const rootModule = await opening;
    if (drained.length > 0) {
      found.lock = await checkLock(rootModule, drained);
      found.error = reportLock(found.lock, rootModule);
    }
    if (errored) {
      found.rescue = await rescueState(rootModule);
      found.error = reportRescue(found.rescue, rootModule) ?? found.error;
    }
  } catch (error) {
    if (drained.length > 0) found.lock ??= { kind: "unchecked", why: messageOf(error) };
    found.error = error;
  }
  return found;
}

const interruptedBy = (drained: readonly Drained[]) => (operation: Operation) => ({
  progress: progressOf(linesOf(operation)),
  ending: drained.find((one) => one.operation === operation)?.ending ?? "ended",
});

/** Reports one apply that a cancel interrupted in the summary, and returns the same in one line. */
const summarize =
  (job: Job) =>
  ({ operation, ending }: Drained): string => {
    const progress = progressOf(linesOf(operation));
    job.summarize(interruptedSection(progress, ending, toolOf(operation)));
    return interruptedLine(progress, ending);
  };

const linesOf = ({ stdout }: Operation): string[] => readFileSync(stdout.file, "utf8").split("\n");

/** Returns the error for a state that is in no backend. */
function reportRescue(rescued: Rescue, rootModule: RootModule): ActionError | undefined {
  const { job } = rootModule;
  job.summarize(rescueSection(rescued, rootModule));
  if (rescued.kind === "pushed") {
    job.log.warning(
      `the state that the apply could not save was pushed now (serial ${rescued.serial}); nothing is lost`,
    );
    return undefined;
  }
  return new ActionError({
    reason: "state-not-saved",
    message:
      rescued.kind === "kept"
        ? `the state of the apply was not pushed (${rescued.why}); it is kept at ${rescued.address}`
        : `the state of the apply is in errored.tfstate on this runner only: ${rescued.why}`,
    fix: "follow the job summary before the next apply: it has the commands",
  });
}

/** Returns the error for a lock that this run has left. A lock of another run that started later is not reported. */
function reportLock(lock: LockState, rootModule: RootModule): ActionError | undefined {
  const { job, tool } = rootModule;
  job.summarize(lockSection(lock, rootModule));
  if (lock.kind !== "left") return undefined;
  const { id = "ID", who = "unknown", created = "unknown" } = lock.lock;
  return new ActionError({
    reason: "state-locked",
    message: `the interrupted ${tool.name} has left the lock of the state, held by ${who} since ${created}`,
    fix: `if no other run is using the state: \`${programOf(tool.name)} force-unlock ${id}\``,
  });
}
