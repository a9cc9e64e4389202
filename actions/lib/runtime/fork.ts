import { getInput } from "@actions/core";
import type { EventPayload } from "../github/event.ts";
import { readPullRequest } from "../github/pull-request.ts";
import { codeOrigin, originOfPullRequest } from "../github/trust.ts";
import type { CodeOrigin } from "../github/trust.ts";
import { messageOf } from "./errors.ts";
import type { Job } from "./job.ts";

interface FoundOrigin {
  origin: CodeOrigin;
  /** Last commit of the pull request's branch, if GitHub was asked about it. */
  pullHead?: string;
}

/**
 * Finds out whose code this run works on, which decides whether it may use credentials: only `own` may. What the event
 * does not say is read from GitHub. Every action decides it here, and only here.
 * @param payload undefined = there is no readable event file
 * @returns `unknown` if GitHub does not say it either
 * @throws ActionError `cancelled`
 */
export async function findOrigin(
  { context, log, cancelled }: Pick<Job, "context" | "log" | "cancelled">,
  payload: EventPayload | undefined,
): Promise<FoundOrigin> {
  const origin = codeOrigin(context, payload);
  if (origin !== "unknown") return { origin };
  if (payload === undefined)
    log.warning(
      `the event file of ${runOf(context)} cannot be read (GITHUB_EVENT_PATH), so it does not say whether the code comes from a fork`,
    );
  try {
    return await originByApi(context, cancelled);
  } catch (error) {
    cancelled.throwIfAborted();
    log.warning(
      `GitHub did not say whether the code comes from a fork (${messageOf(error)}), so this run gets no credentials`,
    );
    return { origin };
  }
}

/**
 * Asks GitHub, with the token that the action was given.
 * @throws Error if it does not answer
 */
async function originByApi(context: Job["context"], cancelled: AbortSignal): Promise<FoundOrigin> {
  const token = getInput("github-token");
  if (token === "") throw new Error("this action has no github-token");
  const { pullRequest } = context;
  if (pullRequest === undefined) throw new Error("its number is not known");
  const pull = await readPullRequest(token, context, pullRequest, cancelled);
  const origin = originOfPullRequest(pull);
  return pull.head?.sha === undefined ? { origin } : { origin, pullHead: pull.head.sha };
}

/** Explains a run without credentials. The step succeeds: nobody did anything wrong. */
export function reportUntrusted(
  name: string,
  origin: Exclude<CodeOrigin, "own">,
  job: Pick<Job, "context" | "log" | "summarize">,
): void {
  const text = untrustedText(name, origin, runOf(job.context));
  job.log.notice(text);
  job.summarize(`### ${name}\n\n${text}`);
}

const untrustedText = (name: string, origin: Exclude<CodeOrigin, "own">, run: string): string =>
  origin === "fork"
    ? `T${run.slice(1)} works on code that comes from a fork, so it gets no credentials and ${name} did nothing. ` +
      "A maintainer who has read the change can push it to a branch of this repository."
    : `It is not known whether ${run} works on code of this repository or of a fork, so it gets no credentials and ${name} did nothing. ` +
      "The warnings of this step say what is missing.";

const runOf = ({ eventName }: Pick<Job["context"], "eventName">): string =>
  eventName === "" ? "this run" : `this ${eventName} run`;
