import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { capture } from "../../../lib/process/capture.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { jobFolder } from "../../../lib/runtime/job-folder.ts";
import type { Job } from "../../../lib/runtime/job.ts";

/** Returns the absolute path of the folder with the files of the release that the job promotes. It may not exist. */
export const workTreeOf = (job: Pick<Job, "temporaryDirectory">): string =>
  jobFolder(job, "release");

/**
 * Writes the files of a commit to a private folder. Its path is the same in every job of a runner, because `abspath` in
 * a configuration affects plans. The checkout and its index are not changed, and no hook of the repository runs.
 * @returns the absolute path of the folder
 * @throws ActionError `shallow-checkout` if the checkout does not have the commit
 */
export async function writeWorkTree(
  commit: string,
  job: Pick<Job, "checkout" | "environment" | "temporaryDirectory">,
): Promise<string> {
  const folder = workTreeOf(job);
  const index = `${folder}.index`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const git = async (argv: readonly string[]) => {
    const { exitCode, stderr } = await capture(
      "git",
      ["-C", job.checkout, "-c", `safe.directory=${job.checkout}`, ...argv],
      { ...job.environment, GIT_INDEX_FILE: index },
    );
    if (exitCode !== 0)
      throw new ActionError({
        reason: "shallow-checkout",
        message: `the files of the commit ${commit} cannot be read from the checkout: ${stderr.trim().split("\n").at(-1) ?? ""}`,
        fix: "set `fetch-depth: 0` for actions/checkout, so that the whole history is fetched",
      });
  };
  try {
    await git(["read-tree", commit]);
    await git(["checkout-index", "--all", `--prefix=${folder}${path.sep}`]);
  } finally {
    await rm(index, { force: true });
  }
  return folder;
}
