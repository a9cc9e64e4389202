import type { GitHubClient } from "./client.ts";

/** An artifact of a run. */
export interface Artifact {
  id: number;
  /** Number of the run that people see. */
  runNumber: number;
  /** GitHub has removed its content. */
  expired: boolean;
  /** Size of the archive. */
  bytes: number;
}

/**
 * Finds the artifact with a name that the newest successful run for a pull request's commit has kept. Runs of a fork's
 * branch do not count. The token needs `actions: read`.
 * https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 * https://docs.github.com/rest/actions/artifacts#list-workflow-run-artifacts
 * @param headSha last commit of the pull request's branch, under which GitHub lists its runs
 * @throws the octokit error if GitHub refuses
 */
export async function findArtifact(
  { octokit, repository }: GitHubClient,
  name: string,
  headSha: string,
): Promise<Artifact | undefined> {
  const { owner, repo } = repository;
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({
    ...repository,
    head_sha: headSha,
    event: "pull_request",
    status: "success",
    per_page: 100,
  });
  const own = `${owner}/${repo}`.toLowerCase();
  const runs = data.workflow_runs.filter(
    (run) => (run.head_repository as Named | null)?.full_name.toLowerCase() === own,
  );
  // Several workflows run for a commit. Newer runs have larger ids.
  for (const run of runs.sort((a, b) => b.id - a.id)) {
    const { data: kept } = await octokit.rest.actions.listWorkflowRunArtifacts({
      ...repository,
      run_id: run.id,
      name,
    });
    const found = kept.artifacts.find((artifact) => artifact.name === name);
    if (found !== undefined) {
      const { id, expired, size_in_bytes: bytes } = found;
      return { id, runNumber: run.run_number, expired, bytes };
    }
  }
  return undefined;
}

/**
 * A run whose repository may be missing. GitHub leaves it out if a fork was deleted, but octokit's types do not say so.
 */
interface Named {
  full_name: string;
}

/**
 * Downloads the ZIP archive of an artifact. GitHub redirects to a storage that accepts no token.
 * https://docs.github.com/rest/actions/artifacts#download-an-artifact
 * @throws the octokit error if GitHub or the storage refuses
 */
export async function downloadArtifact(
  { octokit, repository }: GitHubClient,
  { id }: Pick<Artifact, "id">,
): Promise<Uint8Array> {
  const { data } = await octokit.rest.actions.downloadArtifact({
    ...repository,
    artifact_id: id,
    archive_format: "zip",
  });
  return new Uint8Array(data as ArrayBuffer);
}
