import { runUrl } from "../../lib/github/context.ts";
import { nameState } from "../../lib/terraform/backend.ts";
import { nameOfDirectory } from "../../lib/terraform/directory.ts";
import { originalOf } from "../../lib/terraform/planning-copy.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Inputs } from "./contract.ts";
import type { Subject } from "./report/documents.ts";

/** What a report says about itself: target, tool, commit, run. */
export async function subjectOf(inputs: Inputs, rootModule: RootModule): Promise<Subject> {
  const { directory, tool, environment, job } = rootModule;
  const { context } = job;
  const hasNoState = originalOf(directory, job) !== directory;
  const suffix = inputs.workspace === undefined ? "" : ` (${inputs.workspace})`;
  return {
    label: inputs.label ?? "",
    directory: `${nameOfDirectory(job, inputs.workingDirectory)}${suffix}`,
    hasNoState,
    ...(hasNoState ? {} : { state: await nameState(directory, environment) }),
    tool: `${tool.name === "opentofu" ? "OpenTofu" : "Terraform"} ${tool.version}`,
    commit: context.headSha,
    run: { number: context.runNumber, attempt: context.runAttempt, url: runUrl(context) },
  };
}
