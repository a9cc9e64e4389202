import { escapeMarkdown, fence } from "../../../lib/markdown/escape.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Planned } from "../../../lib/terraform/plan.ts";
import { differenceLines } from "../../../lib/terraform/plan-digest/compare.ts";
import {
  publishFirstIdentity,
  publishIdentity,
} from "../../../lib/terraform/plan-digest/identity.ts";
import type { Purpose } from "../../../lib/terraform/plan-digest/identify.ts";
import { reviewOrRefuse } from "../../../lib/terraform/plan-digest/review.ts";
import type { Review } from "../../../lib/terraform/plan-digest/verdict.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs } from "../contract.ts";

/** Returns the purpose of a workspace's plan: `plan` and `deploy` have the same digest for the same changes. */
export const purposeOf = ({ environment, release }: Inputs): Purpose => ({
  environment,
  release,
  command: "apply",
});

/**
 * Compares the plan with the approved or reviewed one before it is applied. The first deployment of an environment
 * creates the digest key. The summary says how the plans compare.
 * @throws ActionError `plan-changed`, `plan-unreviewed`, `no-digest-key`
 */
export async function reviewWorkspacePlan(
  rootModule: RootModule,
  inputs: Inputs,
  planned: Planned,
): Promise<void> {
  const { job } = rootModule;
  const purpose = purposeOf(inputs);
  const identity = await publishIdentity(rootModule, planned, purpose);
  const summarize = (review: Review) => {
    if (isExpected(inputs) || review.refusal !== undefined)
      job.summarize(renderReview(inputs.environment, review, job.redactor.redact));
  };
  try {
    summarize(await reviewOrRefuse(inputs, rootModule, planned, identity, summarize));
  } catch (error) {
    throw inputs.infrastructureChanged ? asPartial(error, inputs) : error;
  }
  if ("why" in identity) await publishFirstIdentity(rootModule, planned, purpose);
}

/** Reports that the infrastructure is already changed: the environment is between two releases until the next run. */
function asPartial(error: unknown, { environment }: Inputs): unknown {
  if (!(error instanceof ActionError) || error.reason !== "plan-changed") return error;
  const { reason, detail, message } = error;
  return new ActionError({
    reason,
    message: `the infrastructure of ${environment} is applied, but the Kubernetes workspace was not changed: ${message.replace(/\. Nothing was changed$/, "")}`,
    fix: "start the workflow again: its plan shows exactly what is left, and is applied when it is approved",
    outputs: { status: "partial" },
    ...(detail === undefined ? {} : { detail }),
  });
}

const isExpected = ({ expectedPlanDigest, expectedPlanManifest, reviewed }: Inputs): boolean =>
  [expectedPlanDigest, expectedPlanManifest, reviewed].some((given) => given !== undefined);

/** Returns the section of the job summary: how the plan differs from the expected one, by address and attribute. */
function renderReview(
  environment: string,
  { note, differences, refusal }: Review,
  redact: (text: string) => string,
): string {
  const lines = differenceLines(differences).map(redact);
  return [
    `### ${escapeMarkdown(environment)}: the Kubernetes plan and its review`,
    ...(note === "" ? [] : [escapeMarkdown(redact(note))]),
    ...(refusal === undefined ? [] : ["Nothing was applied."]),
    ...(lines.length === 0 ? [] : [fence(lines.join("\n"))]),
  ].join("\n\n");
}
