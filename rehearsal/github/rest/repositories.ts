import { json, type Reply } from "../../base/http.ts";
import { GitHubError } from "../errors.ts";
import type { IssueRecord, PullRequest, RepositoryRecord } from "../records.ts";
import { bodyOf, endpoints, numberOf, paginated, userOf, type Call } from "./call.ts";

export const REPOSITORY_ROUTES = endpoints([
  {
    ...{ method: "GET", path: "", operation: "rest:GetRepository", scopes: ["metadata"] },
    handle: ({ repository }) => json(200, repositoryJson(repository)),
  },
  {
    ...{ method: "GET", path: "/pulls", operation: "rest:ListPulls", scopes: ["pull-requests"] },
    handle: listPulls,
  },
  {
    ...{ method: "GET", path: "/pulls/:number", operation: "rest:GetPull" },
    scopes: ["pull-requests"],
    handle: getPull,
  },
  {
    ...{ method: "GET", path: "/commits/:sha/pulls", operation: "rest:ListPullsOfCommit" },
    scopes: ["pull-requests"],
    handle: pullsOfCommit,
  },
  {
    ...{ method: "GET", path: "/issues", operation: "rest:ListIssues", scopes: ["issues"] },
    handle: listIssues,
  },
  {
    ...{ method: "POST", path: "/issues", operation: "rest:CreateIssue", scopes: ["issues"] },
    handle: createIssue,
  },
  {
    ...{ method: "PATCH", path: "/issues/:number", operation: "rest:UpdateIssue" },
    scopes: ["issues"],
    handle: updateIssue,
  },
]);

function repositoryJson({
  name,
  id,
  ownerId,
  defaultBranch,
  private: hidden = false,
}: RepositoryRecord): unknown {
  const [login, short] = name.split("/");
  return {
    ...{ id, name: short, full_name: name, private: hidden, fork: false },
    owner: { login, id: ownerId, type: "Organization" },
    default_branch: defaultBranch,
    visibility: hidden ? "private" : "public",
  };
}

function own<T extends { repository: string }>(call: Call, list: T[]): T[] {
  return list.filter(({ repository }) => repository === call.repository.name);
}

function listPulls(call: Call): Reply {
  const query = call.exchange.url.searchParams;
  const state = query.get("state") ?? "open";
  const head = query.get("head");
  const owner = call.repository.name.split("/")[0] ?? "";
  const found = own(call, call.context.world.pulls)
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => head === null || head === `${owner}:${pull.head.ref}`);
  return paginated(
    call,
    found.map((pull) => pullJson(call, pull)),
  );
}

function getPull(call: Call): Reply {
  const number = numberOf(call, "number");
  const pull = own(call, call.context.world.pulls).find((candidate) => candidate.number === number);
  if (pull === undefined) throw new GitHubError(404, "Not Found");
  return json(200, pullJson(call, pull));
}

/** Pull requests that brought a commit: by merge commit, head, or one of the branch's commits. */
function pullsOfCommit(call: Call): Reply {
  const { sha = "" } = call.parameters;
  const found = own(call, call.context.world.pulls).filter(
    ({ head, mergeCommitSha, commits = [] }) =>
      mergeCommitSha === sha || head.sha === sha || commits.includes(sha),
  );
  return paginated(
    call,
    found.map((pull) => pullJson(call, pull)),
  );
}

function pullJson({ context, repository }: Call, pull: PullRequest): unknown {
  const { number, title, state, head, base, labels = [] } = pull;
  const from = head.repository ?? repository.name;
  const owner = from.split("/")[0] ?? "";
  return {
    ...{ number, title, state, draft: pull.draft ?? false, body: pull.body ?? null },
    merged: pull.merged ?? false,
    merged_at: pull.merged === true ? new Date(0).toISOString() : null,
    merge_commit_sha: pull.mergeCommitSha ?? null,
    head: {
      ...{ ref: head.ref, sha: head.sha, label: `${owner}:${head.ref}` },
      repo: { full_name: from, fork: from !== repository.name },
    },
    base: { ...base, repo: { full_name: repository.name, fork: false } },
    labels: labels.map((name) => ({ name })),
    user: userOf(pull.author ?? "octocat"),
    html_url: `${context.url}/${repository.name}/pull/${number}`,
  };
}

function listIssues(call: Call): Reply {
  const query = call.exchange.url.searchParams;
  const state = query.get("state") ?? "open";
  const wanted = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
  const found = own(call, call.context.world.issues)
    .filter((issue) => state === "all" || issue.state === state)
    .filter(({ labels }) => wanted.every((label) => labels.includes(label)));
  return paginated(
    call,
    found.map((issue) => issueJson(call, issue)),
  );
}

async function createIssue(call: Call): Promise<Reply> {
  const { title, body = "", labels = [] } = await bodyOf(call);
  if (typeof title !== "string" || title === "")
    throw new GitHubError(422, "Validation Failed", [
      { resource: "Issue", code: "missing_field", field: "title" },
    ]);
  const { world } = call.context;
  const now = new Date().toISOString();
  const issue: IssueRecord = {
    ...{ repository: call.repository.name, number: world.nextNumber(call.repository.name) },
    ...{ title, body: String(body), state: "open", author: call.grant.login },
    labels: (labels as unknown[]).map(String),
    ...{ createdAt: now, updatedAt: now },
  };
  world.issues.push(issue);
  world.save();
  return json(201, issueJson(call, issue));
}

async function updateIssue(call: Call): Promise<Reply> {
  const number = numberOf(call, "number");
  const issue = own(call, call.context.world.issues).find((entry) => entry.number === number);
  if (issue === undefined) throw new GitHubError(404, "Not Found");
  const { title = issue.title, body = issue.body, state = issue.state } = await bodyOf(call);
  Object.assign(issue, { title, body, state, updatedAt: new Date().toISOString() });
  call.context.world.save();
  return json(200, issueJson(call, issue));
}

function issueJson({ context, repository }: Call, issue: IssueRecord): unknown {
  const { number, title, body, state, labels } = issue;
  return {
    ...{ number, title, body, state, user: userOf(issue.author) },
    labels: labels.map((name) => ({ name })),
    html_url: `${context.url}/${repository.name}/issues/${number}`,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
  };
}
