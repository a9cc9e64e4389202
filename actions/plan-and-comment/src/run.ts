import { rm } from "node:fs/promises";
import { speakerOf } from "../../lib/github/this-run.ts";
import { keepLease, requireLease } from "../../lib/releases/held-lease.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { applyPlan } from "../../lib/terraform/apply.ts";
import { readTainted } from "../../lib/terraform/tainted.ts";
import { printPlan } from "../../lib/terraform/print-plan.ts";
import { planRootModule } from "../../lib/terraform/plan.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { runChanges, runCheck } from "./affected/changes.ts";
import type { AllInputs, Inputs, Outputs, PlanOutputs } from "./contract.ts";
import { handOver } from "./hand-over.ts";
import { findLiveRelease, reportNothingLive } from "./live-release.ts";
import { hasValues, hasWorkspace, openWorkspace } from "./open.ts";
import { absentAmong } from "./changes/absent.ts";
import { limitsOf } from "./changes/limits.ts";
import { operationsOf, overviewOf } from "./changes/overview.ts";
import type { Overview } from "./changes/overview.ts";
import { countsOf, outputsAfter, outputsBefore } from "./outputs.ts";
import { keepReport } from "./kept-report.ts";
import { publish, publishComment } from "./publish.ts";
import {
  applyDocument,
  cancelledDocument,
  failureDocument,
  pendingDocument,
  planDocument,
} from "./report/documents.ts";
import { headline } from "./report/headline.ts";
import type { Subject } from "./report/subject.ts";
import { withDiagnostics } from "./report/diagnostics.ts";
import { withPolicy } from "./report/policy.ts";
import { withReview } from "./report/review.ts";
import { identify, reportUnstable, review } from "./review.ts";
import { enforcePolicy, checkPolicy } from "./policy/enforce.ts";
import type { Verdict } from "./policy/run.ts";
import { factsOf } from "./signs/facts.ts";
import { setSigns } from "./signs/set-signs.ts";
import { findBaseCommits } from "./status/base.ts";
import { markOvertaken } from "./status/overtake.ts";
import {
  appliedLine,
  interruptedLine,
  notAppliedLine,
  planCancelledLine,
  planFailedLine,
  plannedLine,
} from "./status/lines.ts";
import type { PlanOptions } from "../../lib/terraform/arguments.ts";
import type { Review } from "../../lib/terraform/plan-digest/verdict.ts";
import { findVariableFiles } from "../../lib/terraform/variable-files.ts";
import { subjectOf } from "./subject.ts";
import { checkValues, runValues } from "./values/check.ts";

/** Works on one workspace or judges its values, finds those that a change affects, or checks an environment. */
export function run(inputs: AllInputs, job: Job): Promise<Outputs> {
  if (hasWorkspace(inputs)) return planWorkspace(inputs, job);
  if (hasValues(inputs)) return runValues(inputs, job);
  return inputs.command === "check" ? runCheck(inputs, job) : runChanges(inputs, job);
}

/**
 * Plans a workspace and reports the plan; with `command: apply` also applies exactly that plan and reports the result.
 * With `images-from: live` nothing is planned as long as no release is live; the values that are known are checked.
 */
async function planWorkspace(given: Inputs, job: Job): Promise<Outputs> {
  const rootModule = await openWorkspace(given, job);
  const live = await findLiveRelease(given, rootModule);
  if ("why" in live) {
    await checkValues(given, rootModule);
    return reportNothingLive(given, live.why, job);
  }
  const handed = await handOver(given, live.release, rootModule);
  return await planAndReport(handed.inputs, handed.rootModule);
}

async function planAndReport(inputs: Inputs, rootModule: RootModule): Promise<PlanOutputs> {
  const { job } = rootModule;
  keepLease(rootModule);
  const subject = await subjectOf(inputs, rootModule);
  const options = planOptionsOf(inputs, rootModule);
  const planned = await planAndReportFailure(inputs, rootModule, subject, options);
  try {
    const limits = limitsOf(planned.plan, options, rootModule.environment);
    const overview = overviewOf(planned.plan, limits);
    job.log.info(headline(overview));
    for (const address of absentAmong(planned.plan, inputs.replace))
      job.log.warning(`replace: there is no ${address}, so it asks for nothing`);
    const common = {
      "exit-code": planned.changed ? 2 : 0,
      ...countsOf(overview, planned.changed),
      "plan-json-path": await writePrivate(job, "plan.json", planned.text),
    };
    // Later steps have them also when the apply fails.
    job.setOutputs(common);
    await printPlan(rootModule, planned);
    const verdict = await checkPolicy(inputs, job, common["plan-json-path"]);
    const identity = await identify(inputs, rootModule, planned);
    if (inputs.command === "apply") {
      const reported = { overview, subject };
      const reviewed = await review(inputs, rootModule, planned, identity, reported);
      await enforcePolicy(inputs, job, verdict, reported);
      return {
        ...common,
        ...(await applyAndReport(inputs, rootModule, subject, planned, overview, reviewed)),
      };
    }
    const published = await reportPlan(inputs, rootModule, planned, {
      ...{ overview, subject, options, verdict },
    });
    if (verdict?.error !== undefined) throw verdict.error;
    return { ...common, ...published, "outputs-json": outputsBefore(planned.plan, job) };
  } finally {
    // It holds every value of the workspace in clear, and no later step needs it.
    await rm(planned.file, { force: true });
  }
}

interface Reported {
  overview: Overview;
  subject: Subject;
  options: PlanOptions;
  verdict: Verdict | undefined;
}

/** Reports a plan: summary, file, comment, labels and commit status. */
async function reportPlan(
  inputs: Inputs,
  rootModule: RootModule,
  planned: Planned,
  { overview, subject, options, verdict }: Reported,
): Promise<Pick<PlanOutputs, "summary-path" | "comment-url">> {
  const { job } = rootModule;
  const { redact } = job.redactor;
  const plan = planDocument(overview, subject, redact);
  const stable = await reportUnstable(inputs, rootModule, options, planned, plan);
  const document = verdict === undefined ? stable : withPolicy(stable, verdict, redact);
  const newer = await findBaseCommits(inputs, rootModule);
  document.said = plannedLine(speakerOf(job), planned.changed, newer);
  const { error } = verdict ?? {};
  const facts = factsOf(overview, planned.changed, error?.reason === "policy-denied");
  document.facts = facts;
  const published = await publish(inputs, job, subject, document, planned.changed);
  await setSigns(inputs, job, subject, {
    ...{ facts, isGood: error === undefined, url: published["comment-url"] },
    description: error?.message ?? headline(overview),
  });
  return published;
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
  const { redact } = job.redactor;
  const speaker = speakerOf(job);
  const applies = inputs.command === "apply";
  const cancelled = {
    ...cancelledDocument(inputs.command, subject, redact),
    said: planCancelledLine(speaker, applies),
  };
  const kept = { subject, planned: 0, document: cancelled, ended: true, create: "never" } as const;
  await keepReport(job, { ...kept, published: false });
  try {
    return await planRootModule(rootModule, options);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    if (error.reason !== "cancelled") {
      const status = applies ? notAppliedLine(speaker, error.message) : planFailedLine(speaker);
      const failed = withDiagnostics(failureDocument(error, subject, redact), error, rootModule);
      failed.said = status;
      failed.facts = ["plan-failed"];
      const { "comment-url": url } = await publish(inputs, job, subject, failed, true, "comment");
      const description = error.message;
      await setSigns(inputs, job, subject, {
        ...{ facts: failed.facts, isGood: false, description, url },
      });
    } else if (await publishComment(inputs, job, subject, cancelled, "never"))
      await keepReport(job, { ...kept, published: true });
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
    document: {
      ...pendingDocument(overview, subject, job.redactor.redact),
      said: interruptedLine(speakerOf(job)),
    },
    ended: false,
    published: false,
  });
  const outcome = planned.changed
    ? await applyPlan(rootModule, planned, options)
    : { done: [], failed: [], error: undefined };
  const { redact } = job.redactor;
  const tainted = await readTainted(rootModule, outcome.failed);
  const applied = applyDocument(overview, subject, { ...outcome, tainted }, redact);
  const document = reviewed === undefined ? applied : withReview(applied, reviewed, redact);
  const note = reviewed?.note ?? "";
  document.said = appliedLine(speakerOf(job), outcome, planned.changed, note);
  // First: while GitHub hangs, a cancel leaves the comment to the post step.
  await keepReport(job, { ...kept, document, ended: true, published: false });
  const published = await publish(inputs, job, subject, document, planned.changed);
  if (!job.cancelled.aborted || published["comment-url"] !== undefined)
    await keepReport(job, { ...kept, document, ended: true, published: true });
  if (outcome.done.length > 0) await markOvertaken(inputs, job, subject, outcome.done);
  if (outcome.error !== undefined) throw outcome.error;
  // The apply has ended: a cancel since then takes away only what would be read for later steps.
  const values = job.cancelled.aborted ? undefined : await outputsAfter(rootModule);
  return { ...published, "outputs-json": values };
}
