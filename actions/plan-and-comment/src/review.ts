import { reportingRunOf } from "../../lib/github/this-run.ts";
import type { PlanOptions } from "../../lib/terraform/arguments.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import { publishFirstIdentity, publishIdentity } from "../../lib/terraform/plan-digest/identity.ts";
import type {
  NoIdentity,
  PlanIdentity,
  Purpose,
} from "../../lib/terraform/plan-digest/identify.ts";
import { publishUnstable } from "../../lib/terraform/plan-digest/plan-twice.ts";
import { reviewOrRefuse } from "../../lib/terraform/plan-digest/review.ts";
import type { Review } from "../../lib/terraform/plan-digest/verdict.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Overview } from "./changes/overview.ts";
import type { Inputs } from "./contract.ts";
import { publish } from "./publish.ts";
import type { Document } from "./report/document.ts";
import { applyDocument } from "./report/documents.ts";
import type { Subject } from "./report/subject.ts";
import { withReview, withUnstable } from "./report/review.ts";
import { notAppliedLine } from "./status/lines.ts";

/** Returns the manifest and the digest of the plan, and their outputs; undefined without an environment. */
export async function identify(
  inputs: Inputs,
  rootModule: RootModule,
  planned: Planned,
): Promise<PlanIdentity | NoIdentity | undefined> {
  const purpose = purposeOf(inputs);
  return purpose && (await publishIdentity(rootModule, planned, purpose));
}

function purposeOf({ environment, release, destroy }: Inputs): Purpose | undefined {
  if (environment === undefined) return undefined;
  // The command that the plan is made for: `plan` and `apply` of the same changes have the same digest.
  return { environment, release, command: destroy ? "destroy" : "apply" };
}

/**
 * Compares the plan with the approved or reviewed plan before it is applied. In a first deployment, creates the digest
 * key.
 * @returns undefined without an environment
 * @throws ActionError `plan-changed`, `plan-unreviewed`, `no-digest-key`, after the report
 */
export async function review(
  inputs: Inputs,
  rootModule: RootModule,
  planned: Planned,
  identity: PlanIdentity | NoIdentity | undefined,
  { overview, subject }: { overview: Overview; subject: Subject },
): Promise<Review | undefined> {
  const purpose = purposeOf(inputs);
  if (identity === undefined || purpose === undefined) return undefined;
  const { job } = rootModule;
  const reviewed = await reviewOrRefuse(
    // The infrastructure has no images. The input `images` is for the check of the parts.
    { ...inputs, images: {} },
    rootModule,
    planned,
    identity,
    async (found, { reason, message, fix }) => {
      const error = { reason, message, fix, detail: undefined };
      const outcome = { done: [], failed: [], error };
      const { redact } = job.redactor;
      const document = withReview(applyDocument(overview, subject, outcome, redact), found, redact);
      document.statusLine = notAppliedLine(reportingRunOf(job), message);
      // The comment has one line about the failure. The differences are in the summary.
      await publish(inputs, job, subject, document, true);
    },
  );
  if ("why" in identity) await publishFirstIdentity(rootModule, planned, purpose);
  return reviewed;
}

/** Plans a second time if that is wanted, and adds to the report what cannot be promoted. */
export async function reportUnstable(
  inputs: Inputs,
  rootModule: RootModule,
  options: PlanOptions,
  planned: Planned,
  document: Document,
): Promise<Document> {
  if (!inputs.planTwice) return document;
  const differences = await publishUnstable(rootModule, options, planned);
  return withUnstable(document, differences, rootModule.job.redactor.redact);
}
