import { describeRefusal } from "../../../lib/github/advice.ts";
import { createClient } from "../../../lib/github/client.ts";
import type { GitHubClient } from "../../../lib/github/client.ts";
import { setLabels } from "../../../lib/github/labels.ts";
import { findPullRequest } from "../../../lib/github/pulls.ts";
import { limitAfterCancel } from "../../../lib/github/time-limit.ts";
import { listPlanComments } from "../../../lib/plan-comment/find.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Inputs } from "../contract.ts";
import type { Subject } from "../report/subject.ts";
import type { Fact } from "./facts.ts";
import { statusName } from "./status-name.ts";

/** What the labels and the commit status say about a plan. */
interface PlanResult {
  facts: readonly Fact[];
  isGood: boolean;
  /** One line of text. */
  description: string;
  /** Address of the comment. */
  url: string | undefined;
}

/**
 * In characters. GitHub cuts longer descriptions: https://docs.github.com/rest/commits/statuses#create-a-commit-status
 */
const LONGEST_DESCRIPTION = 140;

/**
 * Sets the labels of the pull request and the status of the commit, if the inputs name them. A refusal by GitHub is a
 * warning that names the missing permission. It never makes the plan fail.
 */
export async function setLabelsAndStatus(
  inputs: Inputs,
  job: Job,
  subject: Subject,
  result: PlanResult,
): Promise<void> {
  const { githubToken: token, labels, commitStatus } = inputs;
  if (token === undefined || inputs.command !== "plan") return;
  const client = createClient(token, job.context, { signal: limitAfterCancel(job.cancelled) });
  const attempt = async (
    what: string,
    written: "labels" | "status",
    work: () => Promise<unknown>,
  ) => {
    try {
      await work();
    } catch (error) {
      job.log.warning(`${what}: ${describeRefusal(error, token, written)}`);
    }
  };
  if (Object.keys(labels).length > 0)
    await attempt("the labels were not set", "labels", () =>
      labelPullRequest(client, job, labels, result.facts),
    );
  if (commitStatus !== undefined)
    await attempt("the commit status was not set", "status", () =>
      setCommitStatus(client, job, statusName(commitStatus, subject), result, subject),
    );
}

/**
 * Sets and removes the labels of the pull request. A label stays as long as it is true for one of the plans of this
 * commit: the marker of each comment records what is true for its plan.
 */
async function labelPullRequest(
  client: GitHubClient,
  { context, log }: Job,
  labels: Inputs["labels"],
  own: readonly Fact[],
): Promise<void> {
  const pull = await findPullRequest(client, context);
  if ("why" in pull) {
    log.info(`no labels were set: ${pull.why}`);
    return;
  }
  const comments = await listPlanComments(client, pull.number);
  const plans = comments
    .flatMap(({ read }) => read.parts)
    .filter(({ command, head }) => command === "plan" && head === context.headSha);
  const facts = new Set<string>([...own, ...plans.flatMap((plan) => plan.facts ?? [])]);
  const named = Object.entries(labels).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  );
  await setLabels(client, pull.number, {
    wanted: named.flatMap(([fact, name]) => (facts.has(fact) ? [name] : [])),
    managed: named.map(([, name]) => name),
  });
}

/** https://docs.github.com/rest/commits/statuses#create-a-commit-status */
const setCommitStatus = (
  client: GitHubClient,
  { context, redactor }: Job,
  name: string,
  { isGood, description, url }: PlanResult,
  { run }: Subject,
) =>
  client.octokit.rest.repos.createCommitStatus({
    ...client.repository,
    sha: context.headSha,
    state: isGood ? "success" : "failure",
    context: name,
    description: redactor.redact(description).slice(0, LONGEST_DESCRIPTION).toWellFormed(),
    target_url: url ?? run.url,
  });
