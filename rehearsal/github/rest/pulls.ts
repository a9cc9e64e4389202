import { json, type Reply } from "../../base/http.ts";
import { GitHubError } from "../errors.ts";
import type { PullRequest } from "../records.ts";
import { endpoints, numberOf, paginated, type Call } from "./call.ts";

export const PULL_ROUTES = endpoints(
  ["pull-requests"],
  [
    ["GET", "/pulls", "rest:ListPulls", listPulls],
    ["GET", "/commits/:sha/pulls", "rest:ListPullsOfCommit", pullsOfCommit],
    ["GET", "/pulls/:number", "rest:GetPull", pull],
  ],
);

/** https://docs.github.com/rest/pulls/pulls#list-pull-requests, filtered by state and base, ordered by number. */
function listPulls(call: Call): Reply {
  const { searchParams } = call.exchange.url;
  const wanted = { state: searchParams.get("state") ?? "open", base: searchParams.get("base") };
  const found = call.context.world.pulls.filter(
    ({ repository, state, base }) =>
      repository === call.repository.name &&
      [state, "all"].includes(wanted.state) &&
      [base.ref, null].includes(wanted.base),
  );
  return paginated(
    call,
    found.toReversed().map((one) => pullJson(call, one)),
  );
}

function pull(call: Call): Reply {
  const number = numberOf(call, "number");
  const found = call.context.world.pulls.find(
    (one) => one.repository === call.repository.name && one.number === number,
  );
  if (found === undefined) throw new GitHubError(404, "Not Found");
  return json(200, pullJson(call, found));
}

/** Returns the pull requests whose merge commit or head is the commit. */
function pullsOfCommit(call: Call): Reply {
  const { sha = "" } = call.parameters;
  const found = call.context.world.pulls.filter(
    ({ repository, head, mergeCommitSha }) =>
      repository === call.repository.name && (mergeCommitSha === sha || head.sha === sha),
  );
  return paginated(
    call,
    found.map((pull) => pullJson(call, pull)),
  );
}

function pullJson({ context, repository }: Call, pull: PullRequest): unknown {
  const { number, title, state, head, base } = pull;
  const from = head.repository ?? repository.name;
  return {
    number,
    title,
    state,
    merged_at: pull.merged === true ? new Date(0).toISOString() : null,
    merge_commit_sha: pull.mergeCommitSha ?? null,
    head: { ref: head.ref, sha: head.sha, repo: { full_name: from } },
    base: { ...base, repo: { full_name: repository.name } },
    html_url: `${context.url}/${repository.name}/pull/${number}`,
  };
}
