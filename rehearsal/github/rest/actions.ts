import { json, type Reply } from "../../base/http.ts";
import { GitHubError } from "../errors.ts";
import type { ArtifactRecord, RunRecord } from "../records.ts";
import { endpoints, numberOf, paginated, type Call } from "./call.ts";

const SCOPES = ["actions"];

/** Runs and their artifacts. */
export const ACTIONS_ROUTES = endpoints([
  {
    ...{ method: "GET", path: "/actions/runs/:run", operation: "rest:GetRun", scopes: SCOPES },
    handle: (call) => json(200, runJson(call, findRun(call))),
  },
  {
    ...{ method: "GET", path: "/actions/artifacts", operation: "rest:ListArtifacts" },
    scopes: SCOPES,
    handle: list,
  },
  {
    ...{ method: "GET", path: "/actions/runs/:run/artifacts", operation: "rest:ListRunArtifacts" },
    scopes: SCOPES,
    handle: list,
  },
  {
    ...{ method: "GET", path: "/actions/artifacts/:id", operation: "rest:GetArtifact" },
    scopes: SCOPES,
    handle: (call) => json(200, artifactJson(call, find(call))),
  },
  {
    ...{ method: "GET", path: "/actions/artifacts/:id/zip", operation: "rest:DownloadArtifact" },
    scopes: SCOPES,
    handle: download,
  },
  {
    ...{ method: "DELETE", path: "/actions/artifacts/:id", operation: "rest:DeleteArtifact" },
    scopes: SCOPES,
    handle: remove,
  },
]);

function list(call: Call): Reply {
  const name = call.exchange.url.searchParams.get("name");
  const run = call.parameters["run"] === undefined ? undefined : findRun(call).id;
  const found = finished(call)
    .filter((artifact) => name === null || artifact.name === name)
    .filter(({ runId }) => run === undefined || runId === run)
    .sort((a, b) => b.id - a.id);
  return paginated(
    call,
    found.map((artifact) => artifactJson(call, artifact)),
    "artifacts",
  );
}

function download(call: Call): Reply {
  const { id } = find(call);
  return { status: 302, headers: { location: call.context.signedUrls.make(id, "read") } };
}

function remove(call: Call): Reply {
  const { world } = call.context;
  world.artifacts.splice(world.artifacts.indexOf(find(call)), 1);
  world.save();
  return { status: 204 };
}

function finished({ context, repository }: Call): ArtifactRecord[] {
  return context.world.artifacts.filter(
    (artifact) => artifact.repository === repository.name && artifact.size !== undefined,
  );
}

function find(call: Call): ArtifactRecord {
  const id = numberOf(call, "id");
  const artifact = finished(call).find((candidate) => candidate.id === id);
  if (artifact === undefined) throw new GitHubError(404, "Not Found");
  return artifact;
}

function findRun(call: Call): RunRecord {
  const id = numberOf(call, "run");
  const run = call.context.world.runs.find(
    (candidate) => candidate.id === id && candidate.repository === call.repository.name,
  );
  if (run === undefined) throw new GitHubError(404, "Not Found");
  return run;
}

function runJson({ context, repository }: Call, run: RunRecord): unknown {
  const { id, event, path, name, actor } = run;
  return {
    ...{ id, event, path, name, run_number: run.number, run_attempt: run.attempt },
    head_branch: run.headBranch,
    head_sha: run.headSha,
    status: "in_progress",
    conclusion: null,
    actor: { login: actor },
    repository: { id: repository.id, full_name: repository.name },
    head_repository: { full_name: run.headRepository },
    html_url: `${context.url}/${repository.name}/actions/runs/${id}`,
  };
}

function artifactJson(call: Call, artifact: ArtifactRecord): unknown {
  const { id, name, size, digest, createdAt, runId } = artifact;
  const { context, repository } = call;
  const url = `${context.apiUrl}/repos/${repository.name}/actions/artifacts/${id}`;
  const run = context.world.runs.find((candidate) => candidate.id === runId);
  return {
    ...{ id, name, url, digest, size_in_bytes: size, expired: false },
    archive_download_url: `${url}/zip`,
    created_at: createdAt,
    updated_at: createdAt,
    expires_at: new Date(Date.parse(createdAt) + 90 * 24 * 3600_000).toISOString(),
    workflow_run: {
      ...{ id: runId, repository_id: repository.id, head_repository_id: repository.id },
      head_branch: run?.headBranch,
      head_sha: run?.headSha,
    },
  };
}
