import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { runGit } from "../../lib/process/git.ts";
import { messageOf } from "../../lib/runtime/errors.ts";
import { firstLine } from "../../lib/text/first-line.ts";
import { checkedOutBranch, checkedOutCommit } from "../../lib/runtime/commit-at-work.ts";
import type { Job } from "../../lib/runtime/job.ts";

/**
 * Returns the job with the commit and the branch that the images are built from. Tags and labels name them.
 * An earlier step may have checked out a commit other than that of the run (`ref` of actions/checkout, for
 * `workflow_dispatch`, `pull_request_target`, `workflow_run`), or may have made a commit. Uncommitted changes, and a
 * checkout in a subfolder, are ignored.
 * @param folders of the images, relative to the checkout
 */
export async function withBuiltCommit(job: Job, folders: readonly string[]): Promise<Job> {
  if (folders.every((folder) => isOwnCheckout(folder, job.checkout))) return job;
  const { sha, headSha, ref, eventName } = job.context;
  const built = await checkedOutCommit(job).catch(() => undefined);
  if (built === undefined) await sayUnknown(job);
  if (built === undefined || built === sha) return job;
  const said = `the checkout is at commit ${built}, but this ${eventName} run of ${ref} is for commit ${sha}: images are built from the checkout, and tagged and labelled with its commit`;
  // For a pull request, people mean its head commit, and many workflows check it out.
  if (built === headSha) job.log.info(said);
  else job.log.warning(`${said}, and runs of the default branch do not reuse them`);
  // Without a branch, type=branch names the commit.
  const branch = (await checkedOutBranch(job)) ?? built;
  return { ...job, context: { ...job.context, sha: built, ref: branch, isOtherCheckout: true } };
}

/**
 * Says that the commit of the run is taken, if git cannot read the checkout. Without git, actions/checkout downloads the
 * files alone. Files that are no repository, and a repository without a commit, need no message.
 */
async function sayUnknown(job: Job): Promise<void> {
  const why = await runGit(["rev-parse", "--git-dir"], job).then(
    ({ exitCode, stderr }) => (exitCode === 0 ? undefined : firstLine(stderr.trim())),
    messageOf,
  );
  const hasRepository = existsSync(path.join(job.checkout, ".git"));
  const isMissing = why?.startsWith("fatal: not a git repository") === true;
  if (why === undefined || (!hasRepository && (isMissing || !existsSync(job.checkout)))) return;
  const text = `git does not say which commit is checked out (${why}), so the images are tagged and labelled with the commit of the run, ${job.context.sha}`;
  if (hasRepository) job.log.warning(text);
  else job.log.info(text);
}

/**
 * Returns whether a folder is in a checkout below that of the job (`path` of actions/checkout). A repository around it
 * is then a leftover of an earlier job on the runner. A submodule has a file named .git instead of the folder .git.
 * https://git-scm.com/docs/gitrepository-layout
 */
function isOwnCheckout(folder: string, checkout: string): boolean {
  const steps = path
    .normalize(folder)
    .split(path.sep)
    .filter((step) => step !== "");
  return steps.some((_, index) => {
    const place = path.join(checkout, ...steps.slice(0, index + 1));
    const isRoot = path.relative(checkout, place) === "";
    return !isRoot && statSync(path.join(place, ".git"), { throwIfNoEntry: false })?.isDirectory();
  });
}
