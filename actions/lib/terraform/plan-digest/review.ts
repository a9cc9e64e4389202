import { readFile } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "../../runtime/errors.ts";
import type { ActionError } from "../../runtime/errors.ts";
import type { Job } from "../../runtime/job.ts";
import type { Planned } from "../plan.ts";
import type { RootModule } from "../root-module.ts";
import type { NoIdentity, PlanIdentity } from "./identify.ts";
import { differenceLines } from "./compare.ts";
import type { BroughtImages } from "./brought-images.ts";
import type { ReviewOutputs } from "./interface.ts";
import { parseManifest } from "./manifest-file.ts";
import { describeNewVersions } from "./secret-versions.ts";
import { defaultUnreviewed, findShownPlan } from "./pull-request.ts";
import type { Wanted } from "./pull-request.ts";
import { reviewPlan } from "./verdict.ts";
import type { Expected, Review, Reviewed } from "./verdict.ts";

/** The inputs of an action that define which plan is expected. */
export interface ReviewInputs extends Wanted {
  expectedPlanDigest: string | undefined;
  /** Path of a manifest, absolute or from the repository's root. */
  expectedPlanManifest: string | undefined;
  reviewed: "pull-request" | undefined;
  unreviewed: Expected["unreviewed"] | undefined;
  /** Images that the deployment contains. */
  images?: BroughtImages;
}

/**
 * Compares a plan with the one that was approved or shown, before it is applied. The verdict becomes the output
 * `review`.
 * @param reportRefusal is awaited before a refusal is thrown
 * @throws ActionError `plan-changed`, `plan-unreviewed`, `no-digest-key`
 */
export async function reviewOrRefuse(
  inputs: ReviewInputs,
  rootModule: RootModule,
  planned: Planned,
  identity: PlanIdentity | NoIdentity,
  reportRefusal: (review: Review, refusal: ActionError) => Promise<void> | void,
): Promise<Review> {
  const { job } = rootModule;
  const review = await reviewBeforeApply(inputs, rootModule, planned, identity);
  const outputs: Pick<ReviewOutputs, "review"> = { review: review.verdict };
  job.setOutputs(outputs);
  const { refusal, verdict, note, differences, newSecrets } = review;
  // People look for the verdict on the page of the run.
  const isNews = inputs.reviewed !== undefined && planned.changed;
  if (refusal !== undefined) {
    await reportRefusal(review, refusal);
    throw refusal;
  }
  if (verdict === "differs") job.log.warning([note, ...differenceLines(differences)].join("\n"));
  else if (isNews)
    job.log.notice(note, { title: `${inputs.environment ?? ""} ${inputs.part ?? ""}` });
  else job.log.info(note);
  if (newSecrets === undefined) return review;
  job.log.warning(newSecrets);
  return { ...review, note: `${note} ${newSecrets}` };
}

async function reviewBeforeApply(
  inputs: ReviewInputs,
  rootModule: RootModule,
  { plan, changed }: Planned,
  identity: PlanIdentity | NoIdentity,
): Promise<ReviewWithSecrets> {
  const { job } = rootModule;
  const planned = { plan, changed, identity };
  // A plan that does nothing needs no comparison, so nothing is looked for.
  if (inputs.reviewed === "pull-request" && changed)
    return await reviewMerged(inputs, job, planned);
  const manifest = await readExpected(inputs.expectedPlanManifest, job.checkout);
  const { expectedPlanDigest: digest, unreviewed = "apply" } = inputs;
  return withNewSecrets(reviewPlan(planned, { digest, manifest, unreviewed }), planned, manifest);
}

/** A review, and the message about secrets that have another version than when the plan was shown. */
type ReviewWithSecrets = Review & { newSecrets: string | undefined };

function withNewSecrets(
  review: Review,
  { changed, identity }: Reviewed,
  shown: Expected["manifest"],
): ReviewWithSecrets {
  const isKnown = changed && typeof shown === "object" && !("why" in identity);
  const newSecrets = isKnown
    ? describeNewVersions(shown.secrets, identity.secrets ?? [])
    : undefined;
  return { ...review, newSecrets };
}

/** Compares with the plan that the merged pull request showed. */
async function reviewMerged(
  inputs: ReviewInputs,
  job: Job,
  planned: Reviewed,
): Promise<ReviewWithSecrets> {
  const isComparable = !("why" in planned.identity);
  const shown = isComparable ? await findShownPlan(inputs, job) : undefined;
  const { images } = inputs;
  const decided =
    inputs.unreviewed === undefined
      ? await defaultUnreviewed(inputs, job)
      : { unreviewed: inputs.unreviewed };
  const review = reviewPlan(planned, {
    digest: undefined,
    manifest: shown?.manifest,
    where: shown?.where,
    images,
    ...decided,
  });
  return withNewSecrets(review, planned, shown?.manifest);
}

/** Returns the expected manifest, or why it cannot be used. If the file does not exist, nothing was shown. */
async function readExpected(
  given: string | undefined,
  checkout: string,
): Promise<Expected["manifest"]> {
  if (given === undefined) return undefined;
  try {
    return parseManifest(await readFile(path.resolve(checkout, given), "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT"
      ? `expected-plan-manifest "${given}" does not exist`
      : messageOf(error);
  }
}
