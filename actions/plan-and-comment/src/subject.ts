import { runUrl } from "../../lib/github/context.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { nameOfDirectory } from "../../lib/terraform/directory.ts";
import { originalOf } from "../../lib/terraform/planning-copy.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Inputs } from "./contract.ts";
import type { Subject } from "./report/documents.ts";

/** What a report says about itself: target, tool, commit, run. */
export function subjectOf(inputs: Inputs, { directory, tool }: RootModule, job: Job): Subject {
  const { context } = job;
  const suffix = inputs.workspace === undefined ? "" : ` (${inputs.workspace})`;
  return {
    label: inputs.label ?? "",
    directory: `${nameOfDirectory(job, inputs.workingDirectory)}${suffix}`,
    hasNoState: originalOf(directory, job) !== directory,
    tool: `${tool.name === "opentofu" ? "OpenTofu" : "Terraform"} ${tool.version}`,
    commit: context.headSha,
    run: { number: context.runNumber, attempt: context.runAttempt, url: runUrl(context) },
  };
}
