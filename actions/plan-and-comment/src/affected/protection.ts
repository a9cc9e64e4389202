import type { Environment } from "../../../lib/environment/environment.ts";
import { createClient } from "../../../lib/github/client.ts";
import {
  protectionProblems,
  readProtection,
  refProblem,
} from "../../../lib/github/environments.ts";
import type { EnvironmentProtection } from "../../../lib/github/environments.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { AllInputs } from "../contract.ts";

/**
 * Checks that GitHub has the environments of the files, and protects each environment that is promoted to. With
 * `environment-file`, a problem is a refusal: a job gives this input when it is about to change the environment.
 * Otherwise a problem is a warning: a pull request may add the file before an administrator creates the environment.
 * @throws ActionError `environment-unprotected`
 */
export async function checkProtection(
  environments: readonly Environment[],
  { command, githubToken, environmentFile }: AllInputs,
  job: Job,
): Promise<void> {
  if (githubToken === undefined) {
    job.log.notice("github-token is empty, so GitHub's environments were not checked");
    return;
  }
  const client = createClient(githubToken, job.context);
  const problems: string[] = [];
  for (const { name, file, promoteFrom } of environments) {
    const found = await readProtection(client, name);
    if (typeof found === "object" && "unreadable" in found)
      job.log.notice(`GitHub's environment "${name}" was not checked: ${found.unreadable}`);
    else {
      // A pull request's ref is not the ref that deploys.
      const ref = command === "check" ? job.context.ref : undefined;
      problems.push(
        ...findProblems(name, promoteFrom, found, ref).map((problem) => `${file}: ${problem}`),
      );
    }
  }
  if (environmentFile !== undefined && problems.length > 0)
    throw new ActionError({
      reason: "environment-unprotected",
      message: problems.join(" "),
      fix: "change the environment as described, then run the job again. Nothing was changed",
    });
  for (const problem of problems) job.log.warning(problem);
}

/** @param ref git ref of the run that deploys; undefined = not known */
function findProblems(
  name: string,
  promoteFrom: string | undefined,
  found: EnvironmentProtection | "missing",
  ref: string | undefined,
): string[] {
  const problems = protectionProblems(name, promoteFrom, found);
  const ofRef = found === "missing" || ref === undefined ? undefined : refProblem(name, found, ref);
  return ofRef === undefined ? problems : [...problems, ofRef];
}
