import { ActionError } from "../../runtime/errors.ts";
import { kindOf } from "../plan-json.ts";
import type { Plan } from "../plan-json.ts";
import { comparePlans, differenceLines } from "./compare.ts";
import type { PlanDifference } from "./compare.ts";
import { digestOf, equalDigests } from "./digest.ts";
import type { NoIdentity, PlanIdentity } from "./identify.ts";
import type { ManifestFile } from "./manifest-file.ts";

/** What the plan is compared with before it is applied. */
export interface Expected {
  /** Digest of the plan that was approved; no other is applied. */
  digest: string | undefined;
  /** Manifest of the plan that was shown; a text says why it cannot be used. */
  manifest: ManifestFile | string | undefined;
  /** What happens to a plan that nobody has seen, or that differs: `create` applies it when it only creates. */
  unreviewed: "apply" | "create" | "stop";
}

/** What is known of a plan before it is applied. */
export interface Review {
  verdict: "as-reviewed" | "differs" | "not-reviewed";
  /** A sentence for the report. */
  note: string;
  differences: PlanDifference[];
  /** Why the plan is not applied; undefined when it may be. */
  refusal: ActionError | undefined;
}

interface Reviewed {
  plan: Plan;
  /** False when the plan does nothing. */
  changed: boolean;
  identity: PlanIdentity | NoIdentity;
}

/** Decides whether a plan may be applied. A plan that does nothing may always be: a repeated job ends well. */
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

function reviewShown(reviewed: Reviewed, { manifest, unreviewed }: Expected): Review {
  const { identity } = reviewed;
  if ("why" in identity) return reviewWithoutKey(reviewed, identity.why, unreviewed);
  const { differences, why } = differencesFrom(identity, manifest);
  if (why === undefined && differences.length === 0)
    return {
      verdict: "as-reviewed",
      note: "As reviewed: this is exactly the plan that was shown.",
      differences,
      refusal: undefined,
    };
  const refusal = refuseUnreviewed(reviewed.plan, differences, why, unreviewed);
  return why === undefined
    ? { verdict: "differs", note: "This plan differs from the reviewed one.", differences, refusal }
    : {
        verdict: "not-reviewed",
        note: `Not compared with a review: ${why}.`,
        differences,
        refusal,
      };
}

const UNREVIEWED_FIX =
  "review the plan of this run, then run the job with unreviewed: apply, or merge a pull request that shows this plan";

function refuseUnreviewed(
  plan: Plan,
  differences: readonly PlanDifference[],
  why: string | undefined,
  unreviewed: Expected["unreviewed"],
): ActionError | undefined {
  if (unreviewed === "apply") return undefined;
  if (unreviewed === "create") {
    const others = changesOfExisting(plan);
    if (others.length === 0) return undefined;
    if (why !== undefined) return refuseChanges(why, others, UNREVIEWED_FIX);
  }
  return refuse("plan-unreviewed", "reviewed", differences, why, { fix: UNREVIEWED_FIX });
}

/** Without a key nothing can be compared. What exists is safe from a plan that only creates. */
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

const refuseChanges = (why: string, others: readonly string[], fix: string): ActionError =>
  new ActionError({
    reason: "plan-unreviewed",
    message: `the plan cannot be compared with a review: ${why}; such a plan may only create, and this one also changes ${nameSome(others)}. Nothing was changed`,
    fix,
    detail: others.join("\n"),
  });

/** Addresses of what exists and would not stay as it is. */
const changesOfExisting = ({ resource_changes: changes = [] }: Plan): string[] =>
  changes
    .filter((change) => !["create", "read", "none"].includes(kindOf(change)))
    .map(({ address }) => address);

/** What differs from the plan that was shown, or why that cannot be said. */
function differencesFrom(
  identity: PlanIdentity,
  shown: Expected["manifest"],
  wanted?: string,
): { differences: PlanDifference[]; why: string | undefined } {
  const none = (why: string) => ({ differences: [], why });
  if (shown === undefined) return none("no manifest of a reviewed plan is given");
  if (typeof shown === "string") return none(shown);
  if (wanted !== undefined && !equalDigests(shown.digest, wanted))
    return none("the manifest belongs to another digest");
  const { manifest, binding, key } = identity;
  if (!equalDigests(digestOf(shown.manifest, binding, key), shown.digest))
    return none(
      `the manifest is not one of this state and purpose${otherPurpose(shown, identity)}`,
    );
  const differences = comparePlans(shown.manifest, manifest);
  return { differences, why: undefined };
}

function otherPurpose(shown: ManifestFile, { binding }: PlanIdentity): string {
  const differing = (["environment", "release", "command"] as const).filter(
    (name) => shown[name] !== binding[name],
  );
  if (differing.length === 0) return "";
  const words = differing.map(
    (name) => `${name} ${shown[name] ?? "none"}, not ${binding[name] ?? "none"}`,
  );
  return `: it was made for ${words.join(", ")}`;
}

function refuse(
  reason: "plan-changed" | "plan-unreviewed",
  participle: string,
  differences: readonly PlanDifference[],
  why: string | undefined,
  { fix }: { fix: string },
): ActionError {
  const lines = differenceLines(differences);
  const what = why === undefined ? nameSome(lines) : `what differs is not known: ${why}`;
  return new ActionError({
    reason,
    message: `the plan is not the one that was ${participle}: ${what}. Nothing was changed`,
    fix,
    ...(lines.length === 0 ? {} : { detail: lines.join("\n") }),
  });
}

const NAMED = 5;

/** The first of some texts, and how many there are besides. */
function nameSome(texts: readonly string[]): string {
  const more = texts.length > NAMED ? `; and ${texts.length - NAMED} more` : "";
  return texts.slice(0, NAMED).join("; ") + more;
}
