import { getOctokit } from "@actions/github";
import { startGitHub, type GitHub, type JobIdentity } from "../../../../rehearsal/github/index.ts";
import { mergedPull } from "../../../support/github-records.ts";

export const FLEET = { owner: "example-org", repo: "fleet" };

export function start(directory?: string): Promise<GitHub> {
  return startGitHub({
    ...(directory !== undefined && { directory }),
    repositories: [
      { name: "example-org/fleet", id: 42, ownerId: 7, private: true, defaultBranch: "main" },
      { name: "example-org/open", id: 43, ownerId: 7, defaultBranch: "main" },
    ],
    pullRequests: [
      mergedPull({
        number: 5,
        title: "Grow",
        head: { ref: "grow", sha: "b".repeat(40) },
        base: { ref: "main", sha: "c".repeat(40) },
        mergeCommitSha: "d".repeat(40),
      }),
    ],
  });
}

export function job(change: Partial<JobIdentity> = {}): JobIdentity {
  return {
    id: "plan",
    repository: "example-org/fleet",
    ref: "refs/heads/main",
    sha: "a".repeat(40),
    eventName: "push",
    runId: 77,
    workflow: "plan",
    workflowRef: "example-org/fleet/.github/workflows/plan.yml@refs/heads/main",
    permissions: { "pull-requests": "write" },
    ...change,
  };
}

/** Returns an Octokit client with a job's token, as the actions have one. */
export async function octokitOf(github: GitHub, permissions = job().permissions) {
  const { token } = await github.credentials(job({ permissions }));
  return getOctokit(token, { baseUrl: github.apiUrl });
}

/** Returns `STATUS message` of the error that a call was refused with. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error("it was expected to be refused"),
    (thrown: unknown) => thrown as Error,
  );
  return `${"status" in error ? String(error.status) : ""} ${error.message}`;
}
