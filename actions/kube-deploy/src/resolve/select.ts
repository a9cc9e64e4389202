import { isWaiting, newestEligible } from "../../../lib/releases/eligible.ts";
import type { Choice } from "../../../lib/releases/eligible.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";

/** What is requested. */
export interface SelectionRequest {
  /** Name of the environment to promote to. */
  destination: string;
  /** Id of a release; undefined = the newest that may be promoted. */
  wanted: string | undefined;
  /** Only releases of this commit are considered; undefined = all. */
  commit: string | undefined;
  /** Why rules that can be overridden are ignored; undefined = they are not ignored. */
  overrideReason: string | undefined;
  /** Somebody waits for this promotion: an obstacle is then an error, instead of a reason to do nothing. */
  isByPerson: boolean;
}

/** The release to promote, or why there is none now. */
export type Selection =
  { status: "eligible"; choice: Choice } | { status: "waiting" | "none"; why: string };

/**
 * Selects the release to promote.
 * @param choices newest first
 * @throws ActionError `environment-held`, `release-refused`, `superseded`, `frozen`, `release-not-eligible`,
 *   `release-not-found`
 */
export function selectRelease(choices: readonly Choice[], request: SelectionRequest): Selection {
  const { wanted, commit, overrideReason, isByPerson } = request;
  const mayBe = ({ obstacles }: Choice): boolean =>
    obstacles.every(({ canBeOverridden }) => canBeOverridden && overrideReason !== undefined);
  const candidates = choices.filter(
    ({ release }) =>
      (wanted === undefined || release.id === wanted) &&
      (commit === undefined || release.commit === commit),
  );
  const choice = newestEligible(candidates) ?? candidates.find(mayBe);
  if (choice !== undefined) return { status: "eligible", choice };
  const [newest] = candidates;
  if (newest === undefined) {
    const isNamed = wanted !== undefined || commit !== undefined;
    if (isNamed && isByPerson) throw notFound(request);
    const of = commit === undefined ? "" : ` of the commit ${commit}`;
    return { status: "none", why: `the source has no release${of}` };
  }
  const why = `${newest.release.id}: ${textOf(newest)}`;
  const isPresent = newest.obstacles.some(({ reason }) => reason === "present");
  if (isPresent && wanted === undefined) return { status: "none", why };
  const isNamed = wanted !== undefined || commit !== undefined;
  if (isWaiting(candidates) && !(isByPerson && isNamed)) return { status: "waiting", why };
  if (isByPerson || wanted !== undefined) throw refusalOf(newest, request);
  return { status: "none", why };
}

/** Returns everything that prevents the promotion of a release, in words. */
export const textOf = ({ obstacles }: Choice): string =>
  obstacles.map(({ detail }) => detail).join("; ");

function refusalOf(choice: Choice, { destination }: SelectionRequest): ActionError {
  const { release, obstacles } = choice;
  const known = obstacles.map(({ reason }) => reason).find(isOwnReason);
  const final = obstacles.filter(({ canBeOverridden }) => !canBeOverridden);
  return new ActionError({
    reason: known ?? "release-not-eligible",
    message: `the release ${release.id} cannot be promoted to ${destination}: ${textOf(choice)}. Nothing was changed`,
    fix:
      final.length > 0
        ? "choose another release; the summary lists them, with what blocks each of them"
        : FIXES[known ?? "release-not-eligible"],
  });
}

function notFound({ wanted, commit }: SelectionRequest): ActionError {
  const what = wanted === undefined ? "no release" : `no release ${wanted}`;
  const of = commit === undefined ? "" : ` of the commit ${commit}`;
  return new ActionError({
    reason: "release-not-found",
    message: `the source has ${what}${of}. Nothing was changed`,
    fix: "deploy the commit to the source first, or give the id of one of the releases that the summary lists",
  });
}

const OWN_REASONS = ["environment-held", "release-refused", "superseded", "frozen"] as const;

/** What a person can do if every obstacle can be overridden. */
const FIXES: Readonly<Record<(typeof OWN_REASONS)[number] | "release-not-eligible", string>> = {
  "environment-held":
    "once the reason for the hold is gone, give override-reason: it ends the hold, and the release record keeps it",
  "release-refused":
    "promote a release with the fix, or give override-reason, which the release record keeps",
  superseded:
    "promote a newer release. To go back, roll back to an earlier one, or give override-reason, which the release record keeps",
  frozen: "wait for the end of the window, or give override-reason, which the release record keeps",
  "release-not-eligible":
    "choose another release (the summary lists them), wait until nothing blocks this one, or give override-reason, which the release record keeps",
};

const isOwnReason = (reason: string): reason is (typeof OWN_REASONS)[number] =>
  (OWN_REASONS as readonly string[]).includes(reason);
