import type { JobIdentity, RepositoryRecord } from "../records.ts";

/**
 * Returns the subject of a job's OIDC token. If the job has an environment, the subject contains the environment
 * instead of the ref. Repositories created after 2026-07-15 include their ids, so that a name that is taken over later
 * does not inherit the trust.
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export function subjectOf(job: JobIdentity, repository: RepositoryRecord): string {
  const prefix = subjectPrefix(repository);
  // A colon in the name could forge another context, so GitHub encodes it.
  if (job.environment !== undefined)
    return `${prefix}:environment:${job.environment.replaceAll(":", "%3A")}`;
  return job.eventName === "pull_request" ? `${prefix}:pull_request` : `${prefix}:ref:${job.ref}`;
}

/**
 * Returns the prefix of every subject of the repository's tokens: `repo:owner/name`, with ids if subjects are
 * immutable.
 */
export function subjectPrefix(repository: RepositoryRecord): string {
  const [owner = "", name = ""] = repository.name.split("/");
  return repository.immutableSubject === true
    ? `repo:${owner}@${repository.ownerId}/${name}@${repository.id}`
    : `repo:${owner}/${name}`;
}

/** Returns every claim of a job's token except the issuer, the audience and the times. Ids and numbers are strings. */
export function claimsOf(job: JobIdentity, repository: RepositoryRecord): Record<string, string> {
  const { runNumber = 1, runAttempt = 1, actor = "octocat", workflowSha = job.sha } = job;
  return {
    sub: subjectOf(job, repository),
    ref: job.ref,
    sha: job.sha,
    repository: repository.name,
    repository_owner: repository.name.split("/")[0] ?? "",
    repository_owner_id: String(repository.ownerId),
    repository_id: String(repository.id),
    repository_visibility: repository.private === true ? "private" : "public",
    run_id: String(job.runId),
    run_number: String(runNumber),
    run_attempt: String(runAttempt),
    actor,
    actor_id: "583231",
    workflow: job.workflow ?? job.workflowRef,
    workflow_ref: job.workflowRef,
    workflow_sha: workflowSha,
    job_workflow_ref: job.jobWorkflowRef ?? job.workflowRef,
    job_workflow_sha: job.jobWorkflowSha ?? workflowSha,
    head_ref: job.headRef ?? "",
    base_ref: job.baseRef ?? "",
    event_name: job.eventName,
    ref_type: job.ref.startsWith("refs/tags/") ? "tag" : "branch",
    ref_protected: "false",
    runner_environment: "github-hosted",
    ...(job.environment !== undefined && { environment: job.environment }),
    ...(job.checkRunId !== undefined && { check_run_id: String(job.checkRunId) }),
  };
}
