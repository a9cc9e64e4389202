import type { ActionError } from "../runtime/errors.ts";
import { annotate } from "./annotate.ts";
import { applyArguments } from "./arguments.ts";
import type { ApplyOptions } from "./arguments.ts";
import { failedChecksOf } from "./failed-checks.ts";
import type { FailedCheck } from "./failed-checks.ts";
import { saysOnlyHalted } from "./halted.ts";
import type { Planned } from "./plan.ts";
import type { RootModule } from "./root-module.ts";
import { failureOfRun, noteHiddenFailure, runWithEvents, saysFailure } from "./run-with-events.ts";
import type { Accompanied, ActionRuns } from "./run-with-events.ts";

/** How far an apply came. */
export interface Applied {
  /** What was changed, in the order in which the changes were finished. */
  done: { address: string; action: string }[];
  /** Addresses whose change failed. */
  failed: string[];
  actions: ActionRuns;
  /** Checks that fail now. */
  failedChecks: FailedCheck[];
  /** Why it stopped; undefined if the complete plan was applied. */
  error: ActionError | undefined;
}

/**
 * Applies exactly a saved plan. A failure is part of the result and is not thrown, because everything that was changed
 * before it is live. Its reasons are `apply-failed`, `cancelled` and those of failures.ts.
 */
export async function applyPlan(
  rootModule: RootModule,
  { file, variableArguments }: Pick<Planned, "file" | "variableArguments">,
  options: Omit<ApplyOptions, "variableArguments"> = {},
  beside: Accompanied = {},
): Promise<Applied> {
  const run = await runWithEvents(
    rootModule,
    `${rootModule.tool.name} apply`,
    applyArguments(file, { ...options, variableArguments }),
    beside,
  );
  // The code that interrupts an apply reports why. These errors do not.
  const isStopped = beside.stop?.aborted === true;
  annotate(
    rootModule,
    run.diagnostics.filter((one) => !(isStopped && saysOnlyHalted(one))),
  );
  const { done, failed, actions, finished } = run;
  const isFailure = finished.exitCode !== 0 || saysFailure(run);
  if (isFailure) noteHiddenFailure(rootModule, run);
  const error = isFailure ? failureOfRun(rootModule, "apply", run) : undefined;
  return { done, failed, actions, failedChecks: failedChecksOf(run.diagnostics), error };
}
