import { rm } from "node:fs/promises";
import type { Job, Outputs } from "../../lib/runtime/job.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import { plan, tryApply } from "../../lib/terraform/workspace.ts";
import type { Planned, Workspace } from "../../lib/terraform/workspace.ts";
import type { PlanInputs } from "./inputs.ts";
import { openWorkspace } from "./open.ts";
import { overviewOf } from "./changes/overview.ts";
import type { Overview } from "./changes/overview.ts";
import { countsOf, outputsAfter, outputsBefore } from "./outputs.ts";
import { publish } from "./publish.ts";
import { applyDocument, failureDocument, headline, planDocument } from "./report/documents.ts";
import type { Subject } from "./report/documents.ts";
import { findVariableFiles } from "./variable-files.ts";
import { subjectOf } from "./subject.ts";
import { writePrivate } from "./write.ts";

/** Plans a workspace and tells about it; with `command: apply` applies exactly that plan and tells what came of it. */
export async function run(inputs: PlanInputs, job: Job): Promise<Outputs> {
  if (job.context.fork) return refuseFork(job);
  const workspace = await openWorkspace(inputs, job);
  const subject = subjectOf(inputs, workspace, job);
  const planned = await planOrTell(inputs, workspace, subject);
  try {
    const overview = overviewOf(planned.plan);
    job.log.info(`Plan: ${headline(overview)}`);
    const common = {
      "exit-code": planned.changed ? 2 : 0,
      ...countsOf(overview, planned.changed),
      "plan-json-path": await writePrivate(job, "plan.json", planned.text),
    };
    if (inputs.command === "apply")
      return { ...common, ...(await applyAndTell(inputs, workspace, subject, planned, overview)) };
    const document = planDocument(overview, subject);
    const told = await publish(inputs, job, subject, document, planned.changed);
    return { ...common, ...told, "outputs-json": outputsBefore(planned.plan, job) };
  } finally {
    // It holds every value of the workspace in clear, and no later step needs it.
    await rm(planned.file, { force: true });
  }
}

/** GitHub gives a fork's run no credentials and a token that cannot comment (P-E 66); nothing is planned with its code. */
function refuseFork(job: Job): Outputs {
  const text =
    "This pull request comes from a fork, so its run has no credentials and no plan was made. A maintainer who has read the change can push it to a branch of this repository.";
  job.log.notice(text);
  job.summarize(`### Plan\n\n${text}`);
  return {};
}

async function planOrTell(
  inputs: PlanInputs,
  workspace: Workspace,
  subject: Subject,
): Promise<Planned> {
  const { job } = workspace;
  const variableFiles = await findVariableFiles(inputs["variable-files"], workspace);
  try {
    return await plan(workspace, {
      variables: inputs.variables,
      variableFiles,
      targets: inputs.targets,
      replace: inputs.replace,
      destroy: inputs.destroy,
      refresh: inputs.refresh,
      parallelism: inputs.parallelism,
      lockTimeout: inputs["lock-timeout"],
      extra: inputs["extra-args"],
    });
  } catch (error) {
    if (error instanceof ActionError && error.reason !== "cancelled")
      await publish(inputs, job, subject, failureDocument(error, subject), true, "comment");
    throw error;
  }
}

async function applyAndTell(
  inputs: PlanInputs,
  workspace: Workspace,
  subject: Subject,
  planned: Planned,
  overview: Overview,
): Promise<Outputs> {
  const { job } = workspace;
  const options = { parallelism: inputs.parallelism, lockTimeout: inputs["lock-timeout"] };
  const outcome = planned.changed
    ? await tryApply(workspace, planned.file, options)
    : { done: [], failed: [], error: undefined };
  const document = applyDocument(overview, subject, outcome);
  const told = await publish(inputs, job, subject, document, planned.changed);
  if (outcome.error !== undefined) throw outcome.error;
  return { ...told, "outputs-json": await outputsAfter(workspace) };
}
