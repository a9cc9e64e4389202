import { reportingRunOf } from "../../lib/github/this-run.ts";
import { requireLease } from "../../lib/releases/held-lease.ts";
import { applyPlan } from "../../lib/terraform/apply.ts";
import { readTainted } from "../../lib/terraform/tainted.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Inputs, PlanOutputs } from "./contract.ts";
import { operationsOf } from "./changes/overview.ts";
import type { Overview } from "./changes/overview.ts";
import { outputsAfter } from "./outputs.ts";
import { keepReport } from "./kept-report.ts";
import { publish } from "./publish.ts";
import { applyDocument, pendingDocument } from "./report/documents.ts";
import type { Subject } from "./report/subject.ts";
import { withReview } from "./report/review.ts";
import { markOvertaken } from "./status/overtake.ts";
import { appliedLine, interruptedLine } from "./status/lines.ts";
import type { Review } from "../../lib/terraform/plan-digest/verdict.ts";

interface Applied {
  subject: Subject;
  planned: Planned;
  overview: Overview;
  /** What was approved; undefined = no review is needed. */
  reviewed: Review | undefined;
}

/**
 * Applies a plan and reports the result in the summary and the comment. The report is kept for the post step before
 * anything is changed, again when the result is known, and again when it is published, because a cancel may come in
 * between.
 * @throws ActionError of the apply, after the report
 */
export async function applyAndReport(
  inputs: Inputs,
  rootModule: RootModule,
  { subject, planned, overview, reviewed }: Applied,
): Promise<Pick<PlanOutputs, "summary-path" | "comment-url" | "outputs-json">> {
  const { job } = rootModule;
  const { redact } = job.redactor;
  if (planned.changed) await requireLease(rootModule);
  const kept = { subject, planned: operationsOf(overview) };
  const pending = pendingDocument(overview, subject, redact);
  pending.statusLine = interruptedLine(reportingRunOf(job));
  await keepReport(job, { ...kept, document: pending, ended: false, published: false });
  const { parallelism, lockTimeout } = inputs;
  const outcome = planned.changed
    ? await applyPlan(rootModule, planned, { parallelism, lockTimeout })
    : { done: [], failed: [], error: undefined };
  const tainted = await readTainted(rootModule, outcome.failed);
  const applied = applyDocument(overview, subject, { ...outcome, tainted }, redact);
  const document = reviewed === undefined ? applied : withReview(applied, reviewed, redact);
  document.statusLine = appliedLine(
    reportingRunOf(job),
    outcome,
    planned.changed,
    reviewed?.note ?? "",
  );
  // This comes first: if GitHub hangs and the job is cancelled, the post step writes the comment.
  await keepReport(job, { ...kept, document, ended: true, published: false });
  const published = await publish(inputs, job, subject, document, planned.changed);
  if (!job.cancelled.aborted || published["comment-url"] !== undefined)
    await keepReport(job, { ...kept, document, ended: true, published: true });
  if (outcome.done.length > 0) await markOvertaken(inputs, job, subject, outcome.done);
  if (outcome.error !== undefined) throw outcome.error;
  // The apply has ended. If the job was cancelled since then, only the outputs for later steps are left out.
  const values = job.cancelled.aborted ? undefined : await outputsAfter(rootModule);
  return { ...published, "outputs-json": values };
}
