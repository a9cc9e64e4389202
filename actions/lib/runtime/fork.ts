import { getInput } from "@actions/core";
import type { EventPayload } from "../github/event.ts";
import { readPullRequest } from "../github/pull-request.ts";
import { codeOrigin, originOfPullRequest } from "../github/trust.ts";
import type { CodeOrigin } from "../github/trust.ts";
import { messageOf } from "./errors.ts";
import type { Job } from "./job.ts";

/**
 * Whether this run may use credentials: false when it works on code of a fork, and when nobody can tell. This is the one
 * place that decides it, for every action.
 * @param payload undefined = there is no readable event file
 */
export async function isTrusted(
  { context, log }: Pick<Job, "context" | "log">,
  payload: EventPayload | undefined,
): Promise<boolean> {
  const origin = codeOrigin(context, payload);
  if (origin !== "unknown") return origin === "own";
  if (payload === undefined)
    log.warning(
      `the event file of this ${context.eventName} run cannot be read (GITHUB_EVENT_PATH), so it does not say whether the pull request comes from a fork`,
    );
  const answered = await originByApi(context).catch((error: unknown) => messageOf(error));
  if (answered === "own" || answered === "fork") return answered === "own";
  log.warning(
    `GitHub did not say whether the pull request comes from a fork (${answered}); it is taken for one`,
  );
  return false;
}

/** Asks GitHub, with the token that the action was given. @throws Error when it does not answer */
async function originByApi(context: Job["context"]): Promise<Exclude<CodeOrigin, "unknown">> {
  const token = getInput("github-token");
  if (token === "") throw new Error("this action has no github-token");
  const { pullRequest } = context;
  if (pullRequest === undefined) throw new Error("its number is not known");
  return originOfPullRequest(await readPullRequest(token, context, pullRequest));
}

/** What the reader of a run without credentials is told. The step succeeds: nobody did anything wrong. */
export function reportUntrusted(name: string, job: Job): void {
  const text =
    `This ${job.context.eventName} run works on code that comes from a fork, so it gets no credentials and ${name} did nothing. ` +
    "A maintainer who has read the change can push it to a branch of this repository.";
  job.log.notice(text);
  job.summarize(`### ${name}\n\n${text}`);
}
