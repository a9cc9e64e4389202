import { execute } from "../../../lib/process/execute.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";

/** What a policy says about a plan. */
export interface Verdict {
  /** Why the plan is not accepted: `policy-denied` or `policy-not-run`. Undefined if it is accepted. */
  error: ActionError | undefined;
  /** What the command printed, both streams in their order. */
  text: string;
}

/**
 * Matches the line in which a policy gives its reason, but not the counts that conftest and checkov print at the end.
 */
const FAILURE_WORDS = /\b(?:fail(?:ed|ure)?|den(?:y|ied)|error)\b(?!s| checks|:? 0)/i;

/**
 * Bash's own exit codes for a command that cannot be run:
 * https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html
 */
const NOT_RUN = [126, 127];

/**
 * Runs the policy command in the root of the checkout. The command gets the plan as JSON on its standard input, and the
 * path of the same JSON in `PLAN_JSON`. Both contain sensitive values in clear text. The command gets no AWS
 * credentials of this action.
 * @param command a script for bash; exit code 0 accepts the plan
 * @param planJson path of the plan as JSON
 * @throws ActionError `cancelled`
 */
export async function runPolicy(command: string, planJson: string, job: Job): Promise<Verdict> {
  const lines: string[] = [];
  const script = `exec <"$PLAN_JSON"\n${command}`;
  const { exitCode, signal } = await job.log.group("policy-command", () =>
    job.log.withCommandsStopped((print) =>
      execute(
        {
          purpose: "policy-command",
          program: "bash",
          directory: job.checkout,
          arguments: ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
          environment: { ...job.environment, PLAN_JSON: planJson },
          onLine: (line) => {
            lines.push(line);
            print(line);
          },
        },
        job,
      ),
    ),
  );
  job.cancelled.throwIfAborted();
  const text = lines.join("\n");
  if (signal !== undefined || NOT_RUN.includes(exitCode))
    return { error: notRun(signal ?? `exit code ${exitCode}`, text), text };
  return { error: exitCode === 0 ? undefined : denied(exitCode, text), text };
}

const notRun = (ending: string, detail: string): ActionError =>
  new ActionError({
    reason: "policy-not-run",
    detail,
    message: `policy-command could not be run: it ended with ${ending}`,
    fix: "install the program that it calls in a step before this one, or correct its name; the log shows the shell's message",
  });

function denied(exitCode: number, detail: string): ActionError {
  const lines = detail.split("\n").map((line) => line.trim());
  const shown =
    lines.find((line) => FAILURE_WORDS.test(line)) ?? lines.findLast((line) => line !== "");
  return new ActionError({
    reason: "policy-denied",
    detail,
    message: `policy-command does not accept the plan (exit code ${exitCode})${shown === undefined ? "" : `: ${shown}`}`,
    fix: "change what the policy names, or change the policy; the report of the plan shows what policy-command printed",
  });
}
