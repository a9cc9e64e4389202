import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type { Change, Kind, Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isConsequence } from "./consequence.ts";
import { driftOf } from "./drift.ts";
import type { Drift } from "./drift.ts";

export type Counted = Exclude<Kind, "none">;

/** What a report shows of a plan, sorted into kinds. Each change belongs to one kind. */
export interface Overview {
  /** `read` holds the data sources that are read during the apply. */
  changes: Record<Counted, ResourceChange[]>;
  /** Outputs whose value changes. */
  outputs: { name: string; change: Change }[];
  drift: Drift[];
  /** Checks and postconditions that fail, one entry for each message. */
  failedChecks: { address: string; message: string }[];
  /** Checks whose result is known only after the apply. */
  unknownChecks: string[];
  deferred: { reason: string; change: ResourceChange }[];
  /** Addresses of the actions that the apply invokes. */
  actions: string[];
  /** False when another plan is needed after this one is applied (deferred changes, targets). */
  complete: boolean;
}

/** Sorts a plan in one pass over its changes. */
export function overviewOf(plan: Plan): Overview {
  const changes = emptyChanges();
  for (const change of plan.resource_changes ?? []) {
    const kind = kindOf(change);
    if (kind !== "none") changes[kind].push(change);
  }
  // Causes first: what is replaced only because something else is comes after them.
  changes.replace.sort((a, b) => Number(isConsequence(a)) - Number(isConsequence(b)));
  return {
    changes,
    outputs: Object.entries(plan.output_changes ?? {})
      .filter(([, { actions }]) => actions.join() !== "no-op")
      .map(([name, change]) => ({ name, change })),
    drift: driftOf(plan),
    ...checksOf(plan),
    deferred: (plan.deferred_changes ?? []).map(({ reason, resource_change: change }) => ({
      reason,
      change,
    })),
    actions: (plan.action_invocations ?? []).map(({ address }) => address),
    // OpenTofu leaves the member out: absent does not mean false.
    complete: plan.complete !== false,
  };
}

/** How many changes the tool makes when it applies the plan: a replacement is two. */
export function operationsOf({ changes }: Overview): number {
  const { create, change, destroy, replace } = changes;
  return [...create, ...change, ...destroy, ...replace].reduce(
    (sum, one) => sum + one.change.actions.filter((action) => action !== "forget").length,
    0,
  );
}

const emptyChanges = (): Overview["changes"] => ({
  destroy: [],
  replace: [],
  change: [],
  create: [],
  move: [],
  import: [],
  forget: [],
  read: [],
  unknown: [],
});

function checksOf(plan: Plan): Pick<Overview, "failedChecks" | "unknownChecks"> {
  const failedChecks: Overview["failedChecks"] = [];
  const unknownChecks: string[] = [];
  for (const { address, status, instances = [] } of plan.checks ?? []) {
    if (status === "unknown") unknownChecks.push(address.to_display);
    if (status !== "fail" && status !== "error") continue;
    const messages = instances.flatMap(({ problems = [] }) => problems.map((one) => one.message));
    for (const message of messages.length > 0 ? messages : [`the check has status ${status}`])
      failedChecks.push({ address: address.to_display, message });
  }
  return { failedChecks, unknownChecks };
}
