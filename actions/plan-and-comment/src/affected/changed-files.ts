import { runGit } from "../../../lib/process/git.ts";
import { messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { firstLine } from "../../../lib/text/first-line.ts";
import type { Changed } from "./causes.ts";

type RunOfCommit = Pick<Job, "context" | "checkout" | "environment" | "log">;

/**
 * Finds the files that differ between the commit of the run and the commit that it is merged into. If git does not have
 * both commits, everything counts as changed, and a notice says why.
 */
export async function findChangedFiles(job: RunOfCommit): Promise<Changed> {
  const { eventName, sha, mergeGroupBase } = job.context;
  if (eventName !== "pull_request" && eventName !== "merge_group")
    return { everything: `a run for ${eventName} is not compared with another commit` };
  // The commit that GitHub tests for a pull request is a merge; its first parent is the base branch.
  const base = eventName === "pull_request" ? `${sha}^1` : mergeGroupBase;
  const found = base === undefined ? "the event names no base commit" : await compare(base, job);
  if (typeof found !== "string") return { files: found };
  job.log.notice(
    `every workspace counts as changed, because git cannot tell which files changed: ${found}. Check out with fetch-depth: 2 (0 for a merge queue that rebases)`,
  );
  return { everything: "git cannot tell which files changed" };
}

/** @returns the files, or the reason why git cannot list them */
async function compare(base: string, job: RunOfCommit): Promise<string[] | string> {
  const { sha } = job.context;
  try {
    const head = await runGit(["rev-parse", "HEAD"], job);
    if (head.exitCode !== 0) return reasonIn(head.stderr);
    if (head.stdout.trim() !== sha)
      return `the checkout is at ${head.stdout.trim()}, but the run is for ${sha}`;
    // A moved file counts at its old path and at its new path.
    const argv = ["diff", "--name-only", "--no-renames", "-z", "--end-of-options", base, sha];
    const { exitCode, stdout, stderr } = await runGit(argv, job);
    return exitCode === 0 ? stdout.split("\0").filter((file) => file !== "") : reasonIn(stderr);
  } catch (error) {
    return messageOf(error);
  }
}

/** Returns git's own reason, without the hints after it. */
const reasonIn = (stderr: string): string =>
  firstLine(stderr.trim()).replaceAll(/^(?:fatal|error): |\.$/g, "");
