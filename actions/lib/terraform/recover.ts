import { existsSync, readFileSync } from "node:fs";
import { drainOperations } from "../process/drain.ts";
import type { Drained, Left } from "../process/drain.ts";
import type { Operation } from "../process/operation.ts";
import { ActionError } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
import { readS3Backend } from "./backend.ts";
import { erroredStateFile } from "./errored-state.ts";
import { eventText, parseEvent } from "./events.ts";
import { progressOf } from "./progress.ts";
import {
  interruptedLine,
  interruptedSection,
  lockSection,
  rescueSection,
} from "./recovery-report.ts";
import { rescueState } from "./rescue.ts";
import type { RootModule } from "./root-module.ts";
import { readLock } from "./state-store.ts";

/**
 * The post step of an action that applies: waits for what a cancelled step left, reports what was in flight, rescues a
 * state that could not be saved, and checks that the lock is free. Without any of it, it does nothing.
 * @param reopen opens the workspace again, with credentials of its own: those of the main step may have expired
 * @throws ActionError `state-locked`, `state-not-saved` when a person has to act
 */
export async function recoverWorkspace(
  left: Left,
  job: Job,
  reopen: () => Promise<RootModule>,
): Promise<void> {
  // Before the wait: an opened workspace renews the token with which terraform still works.
  const opening = left.operations.some(({ ended }) => !ended) ? reopen() : undefined;
  opening?.catch(() => undefined);
  const drained = await drainOperations(left, job.log, (line) => eventText(parseEvent(line)));
  const applied = left.operations.filter(isApply);
  const errored = applied.some(({ directory }) => existsSync(erroredStateFile(directory)));
  const interrupted = drained.filter(({ operation }) => isApply(operation)).map(summarize(job));
  if (!errored && drained.length === 0) return;
  try {
    const rootModule = await (opening ?? reopen());
    const lock = drained.length === 0 ? undefined : await checkLock(rootModule, drained);
    if (lock?.free === true) interrupted.push("the lock of the state is free");
    if (errored) await rescue(rootModule);
    if (lock?.error !== undefined) throw lock.error;
  } finally {
    if (interrupted.length > 0) job.log.warning(interrupted.join("; "));
  }
}

/** Reports one apply that a cancel interrupted in the summary, and gives the same in one line. */
const summarize =
  (job: Job) =>
  ({ operation, ending }: Drained): string => {
    const progress = progressOf(linesOf(operation));
    job.summarize(interruptedSection(progress, ending));
    return interruptedLine(progress, ending);
  };

const isApply = ({ purpose }: Operation): boolean => /^\w+ apply\b/.test(purpose);

const linesOf = ({ stdout }: Operation): string[] => readFileSync(stdout.file, "utf8").split("\n");

async function rescue(rootModule: RootModule): Promise<void> {
  const { job } = rootModule;
  const rescued = await rescueState(rootModule);
  job.summarize(rescueSection(rescued, rootModule));
  if (rescued.kind === "pushed") {
    job.log.warning(
      `the state that the apply could not save was pushed now (serial ${rescued.serial}); nothing is lost`,
    );
    return;
  }
  throw new ActionError({
    reason: "state-not-saved",
    message:
      rescued.kind === "kept"
        ? `the state of the apply was not pushed (${rescued.why}); it is kept at ${rescued.address}`
        : `the state of the apply is in errored.tfstate on this runner only: ${rescued.why}`,
    fix: "follow the job summary before the next apply: it has the commands",
  });
}

interface LockCheck {
  free: boolean;
  /** This run has left it. That of another run, which came since, is its own affair. */
  error?: ActionError;
}

async function checkLock(rootModule: RootModule, drained: readonly Drained[]): Promise<LockCheck> {
  const { job, directory, environment, tool } = rootModule;
  const backend = await readS3Backend(directory, environment);
  const lock = await readLock(backend, rootModule);
  if (lock === "none") return { free: true };
  if (lock === "unknown") {
    job.log.info("the lock of the state cannot be read here");
    return { free: false };
  }
  const { id = "ID", who = "unknown", created = "unknown" } = lock;
  const holder = `held by ${who} since ${created}`;
  if (!drained.some((one) => wasTakenBy(one, created))) {
    job.log.info(`the lock of the state is ${holder}: another run is at work`);
    return { free: false };
  }
  job.summarize(lockSection(lock, tool.name === "opentofu" ? "tofu" : "terraform"));
  const error = new ActionError({
    reason: "state-locked",
    message: `the interrupted ${tool.name} has left the lock of the state, ${holder}`,
    fix: `if no other run is at work: terraform force-unlock ${id}`,
  });
  return { free: false, error };
}

/** Our own lock was taken while our operation ran: nobody else could take it then. */
function wasTakenBy({ operation, endedAt }: Drained, created: string): boolean {
  const time = Date.parse(created);
  return Number.isNaN(time) || (operation.startedAt - 1000 <= time && time <= endedAt);
}
