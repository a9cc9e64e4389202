import { describeMissing } from "../../../lib/github/advice.ts";
import { readBaseCommits } from "../../../lib/github/base-commits.ts";
import type { BaseCommits } from "../../../lib/github/base-commits.ts";
import { createClient } from "../../../lib/github/client.ts";
import { limitAfterCancel } from "../../../lib/github/time-limit.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import { isAffectedBy } from "../affected/causes.ts";
import { readFolders } from "../affected/workspaces.ts";
import type { Inputs } from "../contract.ts";

/**
 * Returns what the base branch of a pull request has and the planned commit does not. The run of a pull request plans
 * the merge of both as it was when the run was started. A run that is started again plans the same commit.
 * @returns undefined if the run is not for a pull request, nobody would read it, or GitHub does not answer
 */
export async function findBaseCommits(
  inputs: Inputs,
  { job }: RootModule,
): Promise<({ base: string } & BaseCommits) | undefined> {
  const { githubToken: token, environmentFile: file, variableFiles } = inputs;
  const { baseBranch: base, sha: commit } = job.context;
  if (base === undefined || token === undefined || inputs.comment === "never") return undefined;
  try {
    const folders = await readFolders(inputs.workingDirectory, job);
    const client = createClient(token, job.context, { signal: limitAfterCancel(job.cancelled) });
    const found = await readBaseCommits(client, { commit, base }, (changed) =>
      isAffectedBy(changed, { file, variableFiles }, folders),
    );
    if (found.relevant.length > 0 || found.hasOlderRelevant === true) {
      const names = found.relevant.map(({ sha }) => sha.slice(0, 7)).join(", ");
      job.log.notice(
        `${base} has commits that this plan does not have and that change this workspace${names === "" ? "" : `: ${names}`}. Update the branch of the pull request`,
      );
    }
    return { base, ...found };
  } catch (error) {
    job.log.info(
      `it is not known whether ${base} has newer commits: ${describeMissing(error, token, "contents: read")}`,
    );
    return undefined;
  }
}
