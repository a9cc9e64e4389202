import { runUrl } from "../../lib/github/context.ts";
import { nameState } from "../../lib/terraform/backend.ts";
import { nameWorkspace } from "../../lib/terraform/plan-comment.ts";
import { originalOf } from "../../lib/terraform/planning-place.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Job } from "../../lib/runtime/job.ts";
import type { Inputs } from "./contract.ts";
import type { Next, Subject } from "./report/subject.ts";

/** Returns what a report says about itself: target, tool, commit, run. */
export async function subjectOf(inputs: Inputs, rootModule: RootModule): Promise<Subject> {
  const { directory, tool, environment, job } = rootModule;
  const { context } = job;
  const hasNoState = originalOf(directory, job) !== directory;
  return {
    label: inputs.label ?? "",
    directory: nameWorkspace(job, inputs),
    hasNoState,
    ...(hasNoState ? {} : { state: await nameState(directory, environment) }),
    next: nextOf(inputs, job),
    tool: `${tool.name === "opentofu" ? "OpenTofu" : "Terraform"} ${tool.version}`,
    commit: context.headSha,
    run: { number: context.runNumber, attempt: context.runAttempt, url: runUrl(context) },
  };
}

/** Returns what happens next. Only the plan of a pull request has a next step that is still open: the merge. */
const nextOf = ({ environment, promotedFrom }: Inputs, { context }: Job): Next | undefined =>
  environment === undefined || !context.eventName.startsWith("pull_request")
    ? undefined
    : { environment, promoteFrom: promotedFrom };
