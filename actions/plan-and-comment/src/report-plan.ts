import { reportingRunOf } from "../../lib/github/this-run.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Inputs, PlanOutputs } from "./contract.ts";
import type { Overview } from "./changes/overview.ts";
import { publish } from "./publish.ts";
import { planDocument } from "./report/documents.ts";
import { headline } from "./report/headline.ts";
import type { Subject } from "./report/subject.ts";
import { withPolicy } from "./report/policy.ts";
import { reportUnstable } from "./review.ts";
import type { Verdict } from "./policy/run.ts";
import { factsOf } from "./labels/facts.ts";
import { setLabelsAndStatus } from "./labels/set-labels-and-status.ts";
import { findBaseCommits } from "./status/base.ts";
import { plannedLine } from "./status/lines.ts";
import type { PlanOptions } from "../../lib/terraform/arguments.ts";

/** A plan as it is reported. */
interface Reported {
  overview: Overview;
  subject: Subject;
  options: PlanOptions;
  verdict: Verdict | undefined;
}

/** Reports a plan: summary, file, comment, labels and commit status. */
export async function reportPlan(
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
  document.statusLine = plannedLine(reportingRunOf(job), planned.changed, newer);
  const { error } = verdict ?? {};
  const facts = factsOf(overview, planned.changed, error?.reason === "policy-denied");
  document.facts = facts;
  const published = await publish(inputs, job, subject, document, planned.changed);
  await setLabelsAndStatus(inputs, job, subject, {
    facts,
    isGood: error === undefined,
    url: published["comment-url"],
    description: error?.message ?? headline(overview),
  });
  return published;
}
