import { json, type Reply } from "../../base/http.ts";
import type { RunRecord } from "../records.ts";
import { endpoints, type Call } from "./call.ts";

export const RUN_ROUTES = endpoints([
  {
    ...{ method: "GET", path: "/actions/runs", operation: "rest:ListRuns", scopes: ["actions"] },
    handle: runs,
  },
]);

/**
 * The newest first, one page.
 * https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 */
function runs(call: Call): Reply {
  const { searchParams } = call.exchange.url;
  const status = searchParams.get("status");
  const found = call.context.world.runs
    .filter(({ repository }) => repository === call.repository.name)
    .filter((run) => status === null || [statusOf(run), run.conclusion].includes(status))
    .sort((a, b) => b.id - a.id);
  const size = Math.min(Number(searchParams.get("per_page") ?? 30) || 30, 100);
  return json(200, {
    total_count: found.length,
    workflow_runs: found.slice(0, size).map((run) => runJson(call, run)),
  });
}

const statusOf = ({ conclusion }: RunRecord): string =>
  conclusion === undefined ? "in_progress" : "completed";

function runJson({ context, repository }: Call, run: RunRecord): unknown {
  return {
    ...{ id: run.id, run_number: run.number, run_attempt: run.attempt, event: run.event },
    ...{ status: statusOf(run), conclusion: run.conclusion ?? null, path: run.workflow },
    ...{ head_sha: run.sha, head_branch: run.ref.replace(/^refs\/(?:heads|tags)\//, "") },
    html_url: `${context.url}/${repository.name}/actions/runs/${run.id}`,
  };
}
