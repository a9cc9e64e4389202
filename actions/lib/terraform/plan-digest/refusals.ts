import { ActionError } from "../../runtime/errors.ts";
import { kindOf } from "../plan-json.ts";
import type { ActionInvocation, Plan } from "../plan-json.ts";
import { differenceLines } from "./compare.ts";
import type { PlanDifference } from "./compare.ts";

/** What happens to a plan that nobody reviewed, or that differs: `create` applies it if it only creates. */
export type Unreviewed = "apply" | "create" | "stop";

const UNREVIEWED_FIX =
  "review the plan of this run, then run the job with unreviewed: apply, or merge a pull request that shows this plan";

/**
 * Returns why a plan is not applied that nobody reviewed, or that differs from the reviewed one; undefined = it may be
 * applied.
 */
export function refuseUnreviewed(
  plan: Plan,
  differences: readonly PlanDifference[],
  why: string | undefined,
  unreviewed: Unreviewed,
): ActionError | undefined {
  if (unreviewed === "apply") return undefined;
  if (unreviewed === "create") {
    const others = changesOfExisting(plan);
    if (others.length === 0) return undefined;
    if (why !== undefined) return refuseChanges(why, others, UNREVIEWED_FIX);
  }
  return refuse("plan-unreviewed", "reviewed", differences, why, { fix: UNREVIEWED_FIX });
}

/** Returns the refusal of a plan that may only create. */
export const refuseChanges = (why: string, others: readonly string[], fix: string): ActionError =>
  new ActionError({
    reason: "plan-unreviewed",
    message: `the plan cannot be compared with a review: ${why}; such a plan may only create objects, but this one also changes ${nameSome(others)}. Nothing was changed`,
    fix,
    detail: others.join("\n"),
  });

/**
 * Returns the addresses of existing objects that would not stay as they are, and of actions that do not belong to the
 * creation of an object: an action may do anything.
 */
export const changesOfExisting = ({
  resource_changes: changes = [],
  action_invocations: actions = [],
}: Plan): string[] => [
  ...changes
    .filter((change) => !["create", "read", "none"].includes(kindOf(change)))
    .map(({ address }) => address),
  ...actions.filter((action) => !belongsToCreation(action)).map(({ address }) => address),
];

const belongsToCreation = ({ lifecycle_action_trigger: trigger }: ActionInvocation): boolean =>
  /create$/i.test(trigger?.action_trigger_event ?? "");

/**
 * Returns the refusal of a plan that differs.
 * @param why it is not known what differs
 */
export function refuse(
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

/** Returns the first of some texts, and the number of the others. */
export function nameSome(texts: readonly string[]): string {
  const more = texts.length > NAMED ? `; and ${texts.length - NAMED} more` : "";
  return texts.slice(0, NAMED).join("; ") + more;
}
