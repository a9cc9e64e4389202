import { reportingRunOf } from "../../../lib/github/this-run.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Overview } from "../changes/overview.ts";
import type { Inputs } from "../contract.ts";
import { publish } from "../publish.ts";
import { applyDocument } from "../report/documents.ts";
import type { Subject } from "../report/subject.ts";
import { withPolicy } from "../report/policy.ts";
import { notAppliedLine } from "../status/lines.ts";
import { runPolicy } from "./run.ts";
import type { Verdict } from "./run.ts";

/**
 * Returns what `policy-command` says about the plan; undefined without this input.
 * @throws ActionError `cancelled`
 */
export const checkPolicy = async (
  { policyCommand }: Inputs,
  job: Job,
  planJson: string,
): Promise<Verdict | undefined> =>
  policyCommand === undefined ? undefined : await runPolicy(policyCommand, planJson, job);

/**
 * Stops an apply unless the policy accepts the plan.
 * @throws ActionError `policy-denied`, `policy-not-run`, after the report
 */
export async function enforcePolicy(
  inputs: Inputs,
  job: Job,
  verdict: Verdict | undefined,
  { overview, subject }: { overview: Overview; subject: Subject },
): Promise<void> {
  if (verdict?.error === undefined) return;
  const { reason, message, fix } = verdict.error;
  const error = { reason, message, fix, detail: undefined };
  const { redact } = job.redactor;
  const applied = applyDocument(overview, subject, { done: [], failed: [], error }, redact);
  const document = withPolicy(applied, verdict, redact);
  document.statusLine = notAppliedLine(reportingRunOf(job), message);
  await publish(inputs, job, subject, document, true);
  throw verdict.error;
}
