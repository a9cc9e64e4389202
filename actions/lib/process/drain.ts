import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../runtime/job.ts";
import { followLines } from "./follow.ts";
import { isGroupRunning, signalGroup } from "./identity.ts";
import type { Operation } from "./operation.ts";

/** Milliseconds between checks of the process. */
const POLL = 250;
/** Milliseconds that a forced stop may take: terraform itself gives up after five seconds. */
const FORCED = 8000;
/** Milliseconds that orphans have to end by themselves. */
const ORPHANS = 2000;

/** What the main step of an action leaves to its post step. */
export interface Left {
  /** All commands that the main step started, oldest first. */
  operations: readonly Operation[];
  /** When the post step stops commands that still run, in milliseconds since the epoch. */
  deadline: number;
  /** The main step was cancelled. */
  cancelled: boolean;
}

/** How an operation that the main step left behind has ended. */
export type Ending =
  /** It ended by itself, after the one interrupt it got. */
  | "ended"
  /** Its time was over: it was interrupted a second time, and stopped without waiting for requests in flight. */
  | "forced"
  /** It did not react to the second interrupt either, and was killed. */
  | "killed";

/**
 * Waits for the end of an operation that the main step has left behind, and passes on the rest of its output.
 * GitHub ends everything five minutes after a cancel, and a process that dies then leaves its lock. So at `deadline`
 * the second interrupt is sent on purpose: terraform stops without waiting for requests in flight, and releases the
 * lock. Since its first interrupt it has saved the state after each finished object, so at most the objects in flight
 * are missing from the state.
 * https://github.com/hashicorp/terraform/blob/main/internal/backend/local/hook_state.go
 * @param deadline milliseconds since the epoch
 */
async function drain(
  operation: Operation,
  deadline: number,
  onLine: (line: string) => void,
): Promise<Ending> {
  const followers = [operation.stdout, operation.stderr].map(({ file, shown }) =>
    followLines(file, onLine, shown),
  );
  try {
    // The main step was killed before it could send the interrupt.
    if (!operation.interrupted) signalGroup(operation.process, "SIGINT");
    if (await hasEndedBy(operation, deadline)) return "ended";
    signalGroup(operation.process, "SIGINT");
    if (await hasEndedBy(operation, Date.now() + FORCED)) return "forced";
    signalGroup(operation.process, "SIGKILL");
    return "killed";
  } finally {
    for (const follower of followers) follower.stop(true);
  }
}

export interface Drained {
  operation: Operation;
  ending: Ending;
  /** When the end was noticed, in milliseconds since the epoch. */
  endedAt: number;
}

/**
 * Waits for all operations that still run, and logs what they print.
 * @param readable turns a line into the text that the log shows
 */
export async function drainOperations(
  { operations, deadline }: Left,
  log: Log,
  readable: (line: string) => string = (line) => line,
): Promise<Drained[]> {
  const drained: Drained[] = [];
  for (const operation of operations.filter(({ ended }) => !ended)) {
    const ending = await log.group(`${operation.purpose}, which the cancelled step left`, () =>
      log.withCommandsStopped((print) =>
        drain(operation, deadline, (line) => print(readable(line))),
      ),
    );
    drained.push({ operation, ending, endedAt: Date.now() });
    log.info(`${operation.purpose}: ${ENDINGS[ending]}`);
  }
  return drained;
}

/**
 * Stops processes that finished commands left running in their process groups, such as the program of an interrupted
 * provisioner. Later steps may need such a program, so it lives until the post step: the runner, too, stops leftover
 * processes only at the end of the job. Without /proc nothing is stopped: the group id may belong to another process by
 * this time.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 * @param gracePeriod milliseconds from SIGTERM until SIGKILL
 */
export async function endOrphans(
  operations: readonly Operation[],
  log: Pick<Log, "info">,
  gracePeriod = ORPHANS,
): Promise<void> {
  const left = operations.filter(
    ({ process }) => process.startTime !== undefined && isGroupRunning(process),
  );
  for (const { purpose, process } of left) {
    log.info(`${purpose} has left processes behind; they are stopped now`);
    signalGroup(process, "SIGTERM");
  }
  const deadline = Date.now() + gracePeriod;
  for (const operation of left)
    if (!(await hasEndedBy(operation, deadline))) {
      signalGroup(operation.process, "SIGKILL");
      await hasEndedBy(operation, Date.now() + gracePeriod);
    }
}

const ENDINGS: Readonly<Record<Ending, string>> = {
  ended: "it has ended",
  forced:
    "it was stopped a second time, because GitHub ends a cancelled run after five minutes; what was in flight is not in the state",
  killed: "it did not stop and was killed; the lock of its state may still be held",
};

async function hasEndedBy({ process }: Operation, deadline: number): Promise<boolean> {
  while (isGroupRunning(process)) {
    if (Date.now() >= deadline) return false;
    await sleep(POLL);
  }
  return true;
}
