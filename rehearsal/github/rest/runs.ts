import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { json, type Reply } from "../../base/http.ts";
import type { Route } from "../../base/routes.ts";
import { GitHubError } from "../errors.ts";
import type { RunRecord } from "../records.ts";
import type { Context } from "../world.ts";
import { endpoints, numberOf, type Call } from "./call.ts";

/** The path of the artifacts' content. It is not part of the API and requires no token. */
const STORAGE = "/storage/artifacts";

/** The runs of a repository, and their artifacts. */
export const RUN_ROUTES = endpoints(
  ["actions"],
  [
    ["GET", "/actions/runs", "rest:ListRuns", listRuns],
    ["GET", "/actions/runs/:run/artifacts", "rest:ListArtifacts", listArtifacts],
    ["GET", "/actions/artifacts/:artifact/zip", "rest:DownloadArtifact", download],
  ],
);

/** The address itself grants access: GitHub's signed addresses are valid for one minute. */
export const STORAGE_ROUTE: Route<Context> = {
  method: "GET",
  pattern: `${STORAGE}/:key`,
  operation: "storage:GetArtifact",
  handle: (_, { key = "" }, { downloads }) => {
    const file = downloads.get(key);
    if (file === undefined) throw new GitHubError(404, "Not Found");
    return {
      status: 200,
      headers: { "content-type": "application/zip" },
      body: readFileSync(file),
    };
  },
};

const runsOf = ({ context, repository }: Call): RunRecord[] =>
  context.world.runs.filter((run) => run.repository === repository.name);

/** Lists runs, newest first. https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository */
function listRuns(call: Call): Reply {
  const { searchParams } = call.exchange.url;
  const wanted = (name: string, values: readonly (string | undefined)[]): boolean =>
    !searchParams.has(name) || values.includes(searchParams.get(name) ?? "");
  const found = runsOf(call)
    .filter((run) => wanted("head_sha", [headOf(run)]) && wanted("event", [run.event]))
    .filter(({ conclusion }) => wanted("status", [conclusion, statusOf(conclusion)]))
    .sort((a, b) => b.id - a.id);
  const size = Math.min(Number(searchParams.get("per_page") ?? 30) || 30, 100);
  const page = Math.max(Number(searchParams.get("page") ?? 1) || 1, 1);
  return json(200, {
    total_count: found.length,
    workflow_runs: found.slice((page - 1) * size, page * size).map((run) => runJson(call, run)),
  });
}

/** Runs of a pull request are listed under the last commit of its branch. */
const headOf = ({ headSha, sha }: RunRecord): string => headSha ?? sha;

const statusOf = (conclusion: string | undefined): string =>
  conclusion === undefined ? "in_progress" : "completed";

function runJson({ context, repository }: Call, run: RunRecord): unknown {
  return {
    id: run.id,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    path: run.workflow,
    head_sha: headOf(run),
    head_branch: run.ref.replace(/^refs\/(?:heads|tags)\//, ""),
    status: statusOf(run.conclusion),
    conclusion: run.conclusion ?? null,
    head_repository: { full_name: run.headRepository ?? repository.name },
    html_url: `${context.url}/${repository.name}/actions/runs/${run.id}`,
  };
}

/** https://docs.github.com/rest/actions/artifacts#list-workflow-run-artifacts */
function listArtifacts(call: Call): Reply {
  const number = numberOf(call, "run");
  const run = runsOf(call).find(({ id }) => id === number);
  if (run === undefined) throw new GitHubError(404, "Not Found");
  const name = call.exchange.url.searchParams.get("name");
  const artifacts = artifactsOf(call, run).filter((one) => name === null || one.name === name);
  return json(200, {
    total_count: artifacts.length,
    artifacts: artifacts.map(({ id, name: of, bytes }) => ({
      id,
      name: of,
      size_in_bytes: bytes,
      expired: false,
      archive_download_url: `${call.context.apiUrl}/repos/${call.repository.name}/actions/artifacts/${id}/zip`,
      workflow_run: { id: run.id, head_sha: headOf(run) },
    })),
  });
}

/** Redirects to the storage. https://docs.github.com/rest/actions/artifacts#download-an-artifact */
function download(call: Call): Reply {
  const wanted = numberOf(call, "artifact");
  const found = runsOf(call)
    .flatMap((run) => artifactsOf(call, run))
    .find(({ id }) => id === wanted);
  if (found === undefined) throw new GitHubError(404, "Not Found");
  const key = randomBytes(16).toString("hex");
  call.context.downloads.set(key, found.file);
  return { status: 302, headers: { location: `${call.context.url}${STORAGE}/${key}` } };
}

interface Artifact {
  id: number;
  name: string;
  file: string;
  bytes: number;
}

function artifactsOf({ context }: Call, run: RunRecord): Artifact[] {
  const folder = context.artifactsOf?.(run);
  if (folder === undefined || !existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".zip"))
    .map((entry) => {
      const file = path.join(folder, entry);
      const content = readFileSync(file);
      const hash = createHash("sha256").update(String(run.id)).update(entry).update(content);
      const name = entry.slice(0, -".zip".length);
      return { id: hash.digest().readUInt32BE(0), name, file, bytes: content.length };
    });
}
