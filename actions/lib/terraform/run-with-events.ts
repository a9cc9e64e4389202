import { constants } from "node:os";
import { lastLines } from "../process/execute.ts";
import type { Finished } from "../process/execute.ts";
import { ActionError } from "../runtime/errors.ts";
import { eventText, parseEvent } from "./events.ts";
import type { Diagnostic, Event } from "./events.ts";
import { failureOf } from "./failures.ts";
import type { RootModule } from "./root-module.ts";
import { runTool } from "./run-tool.ts";

/** The actions of a configuration that an apply ran to their end, by address. */
export interface ActionRuns {
  invoked: string[];
  failed: string[];
}

/** A finished `-json` command and the content of its events. */
export interface EventRun {
  finished: Finished;
  diagnostics: Diagnostic[];
  /** Changes that were finished, in that order. */
  done: { address: string; action: string }[];
  /** Addresses whose change failed. */
  failed: string[];
  actions: ActionRuns;
  /** Lines that are not the tool's JSON: output of a wrapper or of a crash. */
  text: string[];
}

/** Hooks that accompany a command. */
export interface Accompanied {
  /** Gets each event immediately. */
  onEvent?: (event: Event) => void;
  /** If it aborts, the tool is interrupted once. It then saves its state and ends by itself. */
  stop?: AbortSignal;
}

/** The most lines of other text that are kept as evidence. */
const KEPT_LINES = 200;

/** The most runs of a command if its lock is released at the wrong moment. */
const ATTEMPTS = 3;

/**
 * Runs a `-json` command of the tool. Its messages go to the log immediately, and their content is collected. A
 * cancelled job interrupts the tool once.
 * The tool waits for a lock only if it can read who holds it. If the lock is released between the tool's attempt and
 * that read, the tool fails at once, whatever -lock-timeout says. It has done nothing so far, so it is run again.
 * https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statemgr/locker.go (LockWithContext)
 */
export async function runWithEvents(
  rootModule: RootModule,
  title: string,
  argv: string[],
  beside: Accompanied = {},
): Promise<EventRun> {
  const { job, tool } = rootModule;
  for (let attempt = 1; ; attempt += 1) {
    const run = await runOnce(rootModule, title, argv, beside);
    const isOver = job.cancelled.aborted || beside.stop?.aborted === true;
    if (isOver || attempt === ATTEMPTS || !missedLock(run)) return run;
    job.log.info(
      `the lock of the state was free again when ${tool.name} looked for its holder, so ${tool.name} runs again`,
    );
  }
}

const TAKEN = /S3: PutObject,.*StatusCode: 4(?:09|12)\b|ConditionalCheckFailedException/;
/** Somebody holds the lock, or the tool may not read the holder. */
const HELD = /Lock Info:|AccessDenied|StatusCode: 403/;

/** Returns whether the only problem is a lock that was taken and whose holder can no longer be read. */
function missedLock({ diagnostics }: EventRun): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const isMissed = ({ summary, detail }: Diagnostic) =>
    /Error acquiring the state lock/.test(summary) && TAKEN.test(detail) && !HELD.test(detail);
  return errors.length > 0 && errors.every(isMissed);
}

function runOnce(
  rootModule: RootModule,
  title: string,
  argv: string[],
  { onEvent, stop }: Accompanied,
): Promise<EventRun> {
  const facts: Omit<EventRun, "finished"> = {
    diagnostics: [],
    done: [],
    failed: [],
    actions: { invoked: [], failed: [] },
    text: [],
  };
  const run = (print: (line: string) => void) =>
    runTool(rootModule, title, argv, {
      onLine: (line) => {
        const event = parseEvent(line);
        gather(facts, event);
        print(eventText(event));
        onEvent?.(event);
      },
      onErrorLine: print,
      stop,
    });
  const { log } = rootModule.job;
  return log.group(title, async () => ({
    finished: await log.withCommandsStopped(run),
    ...facts,
  }));
}

function gather(facts: Omit<EventRun, "finished">, event: Event): void {
  if (event.type === "diagnostic") facts.diagnostics.push(event.diagnostic);
  else if (event.type === "apply_complete")
    facts.done.push({ address: event.address, action: event.action });
  else if (event.type === "apply_errored") facts.failed.push(event.address);
  else if (event.type === "action_complete") facts.actions.invoked.push(event.address);
  else if (event.type === "action_errored") facts.actions.failed.push(event.address);
  else if (event.type === "text" && facts.text.length < KEPT_LINES) facts.text.push(event.message);
}

/**
 * Returns whether a run failed according to its messages, whatever its exit code. For example, a wrapper that pipes the
 * tool's output ends with the exit code of the other program.
 */
export const saysFailure = ({
  diagnostics,
  failed,
  actions,
}: Pick<EventRun, "diagnostics" | "failed" | "actions">) =>
  failed.length + actions.failed.length > 0 ||
  diagnostics.some(({ severity }) => severity === "error");

/** Says why a run counts as failed although its exit code does not say so. */
export const noteHiddenFailure = ({ job, tool }: RootModule, { finished }: EventRun): void => {
  if (finished.exitCode === 0 || finished.exitCode === 2)
    job.log.notice(
      `${tool.name} has failed, but its exit code is ${finished.exitCode}: ${tool.path} seems to be a wrapper that changes exit codes. What the tool said decides`,
    );
};

/** Returns the error of a plan or apply that failed. */
export function failureOfRun(
  { job, tool }: RootModule,
  operation: "plan" | "apply",
  run: EventRun,
): ActionError {
  const evidence = [...run.text, run.finished.stderr].join("\n");
  if (job.cancelled.aborted)
    return new ActionError({
      reason: "cancelled",
      message: `${tool.name} ${operation} was cancelled`,
      fix: "run the job again if the change is still wanted",
      detail: lastLines(evidence, 20),
    });
  const signal = signalOf(run.finished);
  if (signal !== undefined && !run.diagnostics.some(({ severity }) => severity === "error"))
    return new ActionError({
      reason: `${operation}-failed`,
      message: `${tool.name} ${operation} was ended by ${signal}`,
      fix: `if nobody ended it, the runner had probably no memory left: use a larger one, or a smaller \`parallelism\`, and run the job again. The lock of the state may be left${operation === "apply" ? ", and what was being changed may exist without being in the state" : ""}`,
      detail: lastLines(evidence, 20),
    });
  return failureOf(operation, run.diagnostics, lastLines(evidence, 40), tool.name);
}

/** Returns the signal that ended a program. A shell around the program ends with 128 and the number of the signal. */
const signalOf = ({ signal, exitCode }: Finished): string | undefined =>
  signal ?? Object.entries(constants.signals).find(([, number]) => exitCode === 128 + number)?.[0];
