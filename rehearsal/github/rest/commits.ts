import { json, type Reply } from "../../base/http.ts";
import { GitHubError } from "../errors.ts";
import type { CommitRecord } from "../records.ts";
import { bodyOf, endpoints, type Call } from "./call.ts";

/** https://docs.github.com/rest/commits/commits#compare-two-commits */
const MOST_COMMITS = 250;
const MOST_FILES = 300;

/** Comparison with another commit, and the statuses of a commit. */
export const COMMIT_ROUTES = [
  ...endpoints(
    ["contents"],
    [
      ["GET", "/compare/:basehead*", "rest:CompareCommits", compare],
      ["GET", "/commits/:ref", "rest:GetCommit", commit],
    ],
  ),
  ...endpoints(["statuses"], [["POST", "/statuses/:sha", "rest:CreateStatus", setStatus]]),
];

/** https://docs.github.com/rest/commits/statuses#create-a-commit-status */
async function setStatus(call: Call): Promise<Reply> {
  const body = await bodyOf(call);
  const text = (name: string): string => (typeof body[name] === "string" ? body[name] : "");
  const [state, description] = [text("state"), text("description")];
  if (!["error", "failure", "pending", "success"].includes(state) || description.length > 140)
    throw new GitHubError(422, "Validation Failed");
  const { world } = call.context;
  world.statuses.push({
    repository: call.repository.name,
    sha: call.parameters["sha"] ?? "",
    context: text("context"),
    state,
    description,
    url: text("target_url"),
  });
  world.save();
  return json(201, { state, description, context: text("context") });
}

function compare({ context, parameters }: Call): Reply {
  const [base = "", head = ""] = (parameters["basehead"] ?? "").split("...");
  const found = context.commits?.compare(base, head);
  if (found === undefined) throw new GitHubError(404, "Not Found");
  const { commits, files } = found;
  return json(200, {
    status: commits.length === 0 ? "identical" : "diverged",
    ahead_by: commits.length,
    total_commits: commits.length,
    commits: commits.slice(-MOST_COMMITS).map(commitJson),
    files: files.slice(0, MOST_FILES).map(fileJson),
  });
}

function commit({ context, parameters }: Call): Reply {
  const found = context.commits?.read(parameters["ref"] ?? "");
  if (found === undefined) throw new GitHubError(422, "No commit found for SHA");
  return json(200, { ...commitJson(found), files: found.files.map(fileJson) });
}

const commitJson = ({ sha, message }: CommitRecord) => ({ sha, commit: { message } });

const fileJson = (filename: string) => ({ filename, status: "modified" });
