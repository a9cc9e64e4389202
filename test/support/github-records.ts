// Runs and pull requests of the repository that the tests put into the embedded GitHub.
import type { PullRequest, RunRecord } from "../../rehearsal/github/index.ts";
import { REPOSITORY } from "./cloud.ts";

/** Returns a run of deploy.yml for a push to main. A run without a conclusion is still running. */
export const pushRun = (id: number, change: Partial<RunRecord> = {}): RunRecord => ({
  repository: REPOSITORY,
  id,
  number: id,
  attempt: 1,
  event: "push",
  workflow: ".github/workflows/deploy.yml",
  ref: "refs/heads/main",
  sha: "a".repeat(40),
  ...change,
});

/**
 * Returns a pull request to main that was merged.
 * @param change what identifies it, and its differences from the default
 */
export const mergedPull = (
  change: Pick<PullRequest, "number" | "head"> & Partial<PullRequest>,
): PullRequest => ({
  repository: REPOSITORY,
  title: "A change",
  state: "closed",
  merged: true,
  base: { ref: "main", sha: "a".repeat(40) },
  ...change,
});
