import type { NoIdentity, PlanIdentity } from "../../lib/terraform/plan-digest/identify.ts";
import { differenceLines } from "../../lib/terraform/plan-digest/compare.ts";
import { findUnstable } from "../../lib/terraform/plan-digest/plan-twice.ts";
import { reviewBeforeApply } from "../../lib/terraform/plan-digest/review.ts";
import type { Review } from "../../lib/terraform/plan-digest/verdict.ts";
import type { PlanOptions } from "../../lib/terraform/arguments.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Overview } from "./changes/overview.ts";
import type { Inputs, Outputs } from "./contract.ts";
import { publish } from "./publish.ts";
import type { Document } from "./report/document.ts";
import { applyDocument } from "./report/documents.ts";
import type { Subject } from "./report/documents.ts";
import { withReview, withUnstable } from "./report/review.ts";

/**
 * Compares the plan with the approved or reviewed one before it is applied; undefined without an environment.
 * @throws ActionError `plan-changed`, `plan-unreviewed`, `no-digest-key`, after it is reported
 */
export async function reviewOrRefuse(
  inputs: Inputs,
  rootModule: RootModule,
  planned: Planned,
  identity: PlanIdentity | NoIdentity | undefined,
  { overview, subject }: { overview: Overview; subject: Subject },
): Promise<Review | undefined> {
  if (identity === undefined) return undefined;
  const { job } = rootModule;
  const review = await reviewBeforeApply(inputs, rootModule, planned, identity);
  const outputs: Pick<Outputs, "review"> = { review: review.verdict };
  job.setOutputs(outputs);
  const { refusal } = review;
  if (refusal !== undefined) {
    const { reason, message, fix } = refusal;
    const error = { reason, message, fix, detail: undefined };
    const outcome = { done: [], failed: [], error };
    const { redact } = job.redactor;
    const document = withReview(applyDocument(overview, subject, outcome, redact), review, redact);
    await publish(inputs, job, subject, document, true, "comment");
    throw refusal;
  }
  if (review.verdict === "differs")
    job.log.warning([review.note, ...differenceLines(review.differences)].join("\n"));
  else job.log.info(review.note);
  return review;
}

/** Plans a second time where that is wanted, and adds to the report what cannot be promoted. */
export async function reportUnstable(
  inputs: Inputs,
  rootModule: RootModule,
  options: PlanOptions,
  planned: Planned,
  document: Document,
): Promise<Document> {
  if (!inputs.planTwice) return document;
  const { job } = rootModule;
  const differences = await findUnstable(rootModule, options, planned);
  const outputs: Pick<Outputs, "unstable-addresses"> = {
    "unstable-addresses": JSON.stringify(differences.map(({ address }) => address)),
  };
  job.setOutputs(outputs);
  if (differences.length > 0)
    job.log.warning(
      [
        "not promotable, because it differs when it is planned again:",
        ...differenceLines(differences),
      ].join("\n"),
    );
  return withUnstable(document, differences, job.redactor.redact);
}
