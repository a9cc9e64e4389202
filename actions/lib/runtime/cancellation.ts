import * as core from "@actions/core";
import { ActionError } from "./errors.ts";

/**
 * Milliseconds from the cancel until this process exits, whatever it still does. The runner sends SIGTERM after 7.5 s
 * and kills 2.5 s later; operations were left to the post step a second before.
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
 */
const LEAVE = 7000;
/** The exit code of a program that was ended by SIGINT. */
export const CANCELLED_EXIT_CODE = 130;

export interface Cancellation {
  /** Aborted by the first signal; the reason is the ActionError `cancelled`. */
  signal: AbortSignal;
  stop(): void;
}

/**
 * Watches for signals. The first SIGINT or SIGTERM is a request to stop; the process stays, so that children can end in
 * an orderly way. A later SIGTERM means that the time that the runner gives is over.
 */
export function watchCancellation(onCancel: () => void): Cancellation {
  const controller = new AbortController();
  let leaving: NodeJS.Timeout | undefined;
  const cancel = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (signal === "SIGTERM") leave();
      return;
    }
    core.saveState("cancelledAt", Date.now());
    onCancel();
    leaving = setTimeout(leave, LEAVE).unref();
    controller.abort(cancelledError());
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, cancel);
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(leaving);
      for (const signal of signals) process.off(signal, cancel);
    },
  };
}

function leave(): never {
  core.setOutput("failure-reason", "cancelled");
  core.error("the job was cancelled; the post step of this action reports what it left", {
    title: "cancelled",
  });
  process.exit(CANCELLED_EXIT_CODE);
}

const cancelledError = (): ActionError =>
  new ActionError({
    reason: "cancelled",
    message: "the job was cancelled; nothing further is started",
    fix: "run the job again if its work is still wanted",
  });
