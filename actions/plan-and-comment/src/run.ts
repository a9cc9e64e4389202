import { rm } from "node:fs/promises";
import { keepLease, requireLease } from "../../lib/releases/held-lease.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { applyPlan } from "../../lib/terraform/apply.ts";
import { readTainted } from "../../lib/terraform/tainted.ts";
import { makePlan } from "../../lib/terraform/plan.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { runChanges, runCheck } from "./affected/changes.ts";
import type { AllInputs, Inputs, Outputs, PlanOutputs } from "./contract.ts";
import { liveVariables, reportNothingLive } from "./live-release.ts";
import { hasWorkspace, openWorkspace } from "./open.ts";
import { operationsOf, overviewOf } from "./changes/overview.ts";
import type { Overview } from "./changes/overview.ts";
import { countsOf, outputsAfter, outputsBefore } from "./outputs.ts";
import { keepReport } from "./kept-report.ts";
import { publish } from "./publish.ts";
import {
  applyDocument,
  failureDocument,
  headline,
  pendingDocument,
  planDocument,
} from "./report/documents.ts";
import type { Subject } from "./report/documents.ts";
import { withReview } from "./report/review.ts";
import { identify, reportUnstable, review } from "./review.ts";
import type { PlanOptions } from "../../lib/terraform/arguments.ts";
import type { Review } from "../../lib/terraform/plan-digest/verdict.ts";
import { findVariableFiles } from "../../lib/terraform/variable-files.ts";
import { subjectOf } from "./subject.ts";

/** Works on one workspace, finds those that a change affects, or checks an environment. */
export function run(inputs: AllInputs, job: Job): Promise<Outputs> {
  if (hasWorkspace(inputs)) return planWorkspace(inputs, job);
  return inputs.command === "check" ? runCheck(inputs, job) : runChanges(inputs, job);
}

/**
 * Plans a workspace and reports the plan; with `command: apply` also applies exactly that plan and reports the result.
 * With `images-from: live` nothing is planned as long as no release is live.
 */
async function planWorkspace(given: Inputs, job: Job): Promise<Outputs> {
  const rootModule = await openWorkspace(given, job);
  const live = await liveVariables(given, rootModule);
  if ("why" in live) return reportNothingLive(given, live.why, job);
  return await planAndReport(
    { ...given, variables: { ...live.variables, ...given.variables } },
    rootModule,
  );
}

async function planAndReport(inputs: Inputs, rootModule: RootModule): Promise<PlanOutputs> {
  const { job } = rootModule;
  keepLease(rootModule);
  const subject = subjectOf(inputs, rootModule, job);
  const options = planOptionsOf(inputs, rootModule);
  const planned = await planAndReportFailure(inputs, rootModule, subject, options);
  try {
    const overview = overviewOf(planned.plan);
    job.log.info(`Plan: ${headline(overview)}`);
    const common = {
      "exit-code": planned.changed ? 2 : 0,
      ...countsOf(overview, planned.changed),
      "plan-json-path": await writePrivate(job, "plan.json", planned.text),
    };
    // Later steps have them also when the apply fails.
    job.setOutputs(common);
    const identity = await identify(inputs, rootModule, planned);
    if (inputs.command === "apply") {
      const reported = { overview, subject };
      const reviewed = await review(inputs, rootModule, planned, identity, reported);
      return {
        ...common,
        ...(await applyAndReport(inputs, rootModule, subject, planned, overview, reviewed)),
      };
    }
    const document = await reportUnstable(
      inputs,
      rootModule,
      options,
      planned,
      planDocument(overview, subject, job.redactor.redact),
    );
    const published = await publish(inputs, job, subject, document, planned.changed);
    return { ...common, ...published, "outputs-json": outputsBefore(planned.plan, job) };
  } finally {
    // It holds every value of the workspace in clear, and no later step needs it.
    await rm(planned.file, { force: true });
  }
}

function planOptionsOf(inputs: Inputs, rootModule: RootModule): PlanOptions {
  return {
    variables: inputs.variables,
    variableFiles: findVariableFiles(inputs.variableFiles, rootModule),
    targets: inputs.targets,
    replace: inputs.replace,
    destroy: inputs.destroy,
    refresh: inputs.refresh,
    parallelism: inputs.parallelism,
    lockTimeout: inputs.lockTimeout,
    extra: inputs.extraArgs,
  };
}

async function planAndReportFailure(
  inputs: Inputs,
  rootModule: RootModule,
  subject: Subject,
  options: PlanOptions,
): Promise<Planned> {
  const { job } = rootModule;
  try {
    return await makePlan(rootModule, options);
  } catch (error) {
    if (error instanceof ActionError && error.reason !== "cancelled")
      await publish(
        inputs,
        job,
        subject,
        failureDocument(error, subject, job.redactor.redact),
        true,
        "comment",
      );
    throw error;
  }
}

async function applyAndReport(
  inputs: Inputs,
  rootModule: RootModule,
  subject: Subject,
  planned: Planned,
  overview: Overview,
  reviewed: Review | undefined,
): Promise<Pick<PlanOutputs, "summary-path" | "comment-url" | "outputs-json">> {
  const { job } = rootModule;
  const options = { parallelism: inputs.parallelism, lockTimeout: inputs.lockTimeout };
  if (planned.changed) await requireLease(rootModule);
  const kept = { subject, planned: operationsOf(overview) };
  await keepReport(job, {
    ...kept,
    document: pendingDocument(overview, subject, job.redactor.redact),
    ended: false,
    published: false,
  });
  const outcome = planned.changed
    ? await applyPlan(rootModule, planned.file, options)
    : { done: [], failed: [], error: undefined };
  const { redact } = job.redactor;
  const tainted = await readTainted(rootModule, outcome.failed);
  const applied = applyDocument(overview, subject, { ...outcome, tainted }, redact);
  const document = reviewed === undefined ? applied : withReview(applied, reviewed, redact);
  // First: while GitHub hangs, a cancel leaves the comment to the post step.
  await keepReport(job, { ...kept, document, ended: true, published: false });
  const published = await publish(inputs, job, subject, document, planned.changed);
  if (!job.cancelled.aborted || published["comment-url"] !== undefined)
    await keepReport(job, { ...kept, document, ended: true, published: true });
  if (outcome.error !== undefined) throw outcome.error;
  // The apply has ended: a cancel since then takes away only what would be read for later steps.
  const values = job.cancelled.aborted ? undefined : await outputsAfter(rootModule);
  return { ...published, "outputs-json": values };
}
