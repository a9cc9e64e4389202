// What GitHub knows of the repository's runs and pull requests, as the tests put it there.
import type { PullRequest, RunRecord } from "../../rehearsal/github/index.ts";
import { REPOSITORY } from "./cloud.ts";

/** A run of deploy.yml for a push to main; it is running while it has no conclusion. */
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

/** A pull request to main that was merged. @param change what identifies it, and what is different */
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
