import { ActionError } from "../../runtime/errors.ts";
import type { Plan } from "../plan-json.ts";
import { withoutImages } from "./brought-images.ts";
import type { BroughtImages } from "./brought-images.ts";
import { comparePlans } from "./compare.ts";
import type { PlanDifference } from "./compare.ts";
import { equalDigests } from "./digest.ts";
import type { NoIdentity, PlanIdentity } from "./identify.ts";
import type { Manifest } from "./manifest.ts";
import {
  changesOfExisting,
  nameSome,
  refuse,
  refuseChanges,
  refuseUnreviewed,
} from "./refusals.ts";
import type { Unreviewed } from "./refusals.ts";
import { checkShown, differencesFrom } from "./shown.ts";
import type { ShownManifest } from "./shown.ts";

/** What the plan is compared with before it is applied. */
export interface Expected {
  /** Digest of the plan that was approved; no other plan is applied. */
  digest: string | undefined;
  manifest: ShownManifest;
  /** Where the manifest was shown, such as `pull request #7`. */
  where?: string | undefined;
  /** Images that the deployment contains. The plan that was shown cannot contain them. */
  images?: BroughtImages | undefined;
  unreviewed: Unreviewed;
  /** Why `unreviewed` has this value, if the user did not set it. */
  because?: string | undefined;
}

/** What is known about a plan before it is applied. */
export interface Review {
  verdict: "as-reviewed" | "differs" | "not-reviewed";
  /** A sentence for the report. */
  note: string;
  differences: PlanDifference[];
  /** Why the plan is not applied; undefined if it may be applied. */
  refusal: ActionError | undefined;
}

/** A plan that is about to be applied. */
export interface Reviewed {
  plan: Plan;
  /** False if the plan does nothing. */
  changed: boolean;
  identity: PlanIdentity | NoIdentity;
}

/** Decides whether a plan may be applied. A plan that does nothing may always be applied: a repeated job succeeds. */
export function reviewPlan(reviewed: Reviewed, expected: Expected): Review {
  if (!reviewed.changed)
    return {
      verdict: "as-reviewed",
      note: "Nothing is left to apply.",
      differences: [],
      refusal: undefined,
    };
  return expected.digest === undefined
    ? reviewShown(reviewed, expected)
    : reviewApproved(reviewed, expected, expected.digest);
}

function reviewApproved({ identity }: Reviewed, { manifest }: Expected, wanted: string): Review {
  if ("why" in identity) {
    const refusal = new ActionError({
      reason: "no-digest-key",
      message: `expected-plan-digest cannot be compared with the plan: ${identity.why}. Nothing was changed`,
      fix: "give the role s3:GetObject on the key; for a first deployment, which creates the key, leave expected-plan-digest empty and set unreviewed: stop, so that the plan may only create",
    });
    return { verdict: "not-reviewed", note: "", differences: [], refusal };
  }
  if (equalDigests(identity.digest, wanted))
    return {
      verdict: "as-reviewed",
      note: "This is exactly the plan that was approved.",
      differences: [],
      refusal: undefined,
    };
  const { differences, why } = differencesFrom(identity, manifest, wanted);
  const refusal = refuse("plan-changed", "approved", differences, why, {
    fix: "read the plan of this run; when it is right, approve it: start the workflow again, so that it shows this plan",
  });
  const note = "This plan is not the one that was approved.";
  return { verdict: "differs", note, differences, refusal };
}

function reviewShown(reviewed: Reviewed, expected: Expected): Review {
  const { identity, plan } = reviewed;
  const { unreviewed, where, images } = expected;
  if ("why" in identity) return reviewWithoutKey(reviewed, identity.why, unreviewed);
  const shown = checkShown(identity, expected.manifest);
  if (typeof shown === "string") return reviewUnshown(plan, identity, expected, shown);
  const compared = withoutImages(plan, images ?? {}, shown, identity.manifest);
  const differences = comparePlans(compared.expected, compared.actual);
  if (differences.length === 0)
    return {
      verdict: "as-reviewed",
      note: describeReviewed(where, compared.addresses),
      differences,
      refusal: undefined,
    };
  const refusal = refuseUnreviewed(plan, differences, undefined, unreviewed);
  const other = where === undefined ? "reviewed one" : `one reviewed in ${where}`;
  const note = `This plan differs from the ${other}.${describeConsequence(refusal, expected)}`;
  return { verdict: "differs", note, differences, refusal };
}

/**
 * Describes what happens to a plan that differs from the reviewed one. If the user did not set this, the text says why.
 */
function describeConsequence(
  refusal: ActionError | undefined,
  { unreviewed, because }: Expected,
): string {
  if (because === undefined) return "";
  const what = refusal === undefined ? "It is applied all the same" : "It is not applied";
  return ` ${what} (unreviewed: ${unreviewed}), because ${because}.`;
}

/**
 * Describes a plan that is as reviewed.
 * @param addresses whose images the plan that was shown cannot have contained
 */
function describeReviewed(where: string | undefined, addresses: readonly string[]): string {
  const asReviewed = where === undefined ? "As reviewed" : `As reviewed in ${where}`;
  return addresses.length === 0
    ? `${asReviewed}: this is exactly the plan that was shown.`
    : `${asReviewed}, but for the images that this deployment brings: ${nameSome(addresses)}.`;
}

/**
 * Reviews a plan if no plan was shown, or if the shown one cannot be used. The images of the merged code are expected
 * in this case too.
 */
function reviewUnshown(
  plan: Plan,
  { manifest }: PlanIdentity,
  expected: Expected,
  why: string,
): Review {
  const { images, unreviewed } = expected;
  const review = { verdict: "not-reviewed" as const, differences: [] };
  const { actual, addresses } = withoutImages(plan, images ?? {}, NOTHING, manifest);
  const others = actual.entries.filter(({ address }) => !address.startsWith("var."));
  if (addresses.length > 0 && others.length === 0) {
    const what = `Only the images that this deployment brings change: ${nameSome(addresses)}`;
    return { ...review, note: `${what}. That needs no review of a plan.`, refusal: undefined };
  }
  const refusal = refuseUnreviewed(plan, [], why, unreviewed);
  const note = `Not compared with a review: ${why}.${describeConsequence(refusal, expected)}`;
  return { ...review, note, refusal };
}

const NOTHING: Manifest = { schema: 1, entries: [] };

/**
 * Reviews a plan without a key: nothing can be compared. A plan that only creates does not endanger existing objects.
 */
function reviewWithoutKey(
  { plan }: Reviewed,
  why: string,
  unreviewed: Expected["unreviewed"],
): Review {
  const review = { verdict: "not-reviewed" as const, differences: [] };
  const others = changesOfExisting(plan);
  if (unreviewed === "apply" || others.length === 0)
    return { ...review, note: `Not compared with a review: ${why}.`, refusal: undefined };
  const fix =
    "review the plan of this run, then run the job with unreviewed: apply, which creates the key";
  return { ...review, note: "", refusal: refuseChanges(why, others, fix) };
}
