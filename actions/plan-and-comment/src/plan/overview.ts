import { kindOf } from "../../../lib/terraform/plan.ts";
import type { Change, Kind, Plan, ResourceChange } from "../../../lib/terraform/plan.ts";
import { driftOf } from "./drift.ts";
import type { Drift } from "./drift.ts";

export type Counted = Exclude<Kind, "none">;

/** Everything a reader is told of a plan, sorted into kinds; each change is in one of them. */
export interface Overview {
  changes: Record<Counted, ResourceChange[]>;
  /** Outputs whose value changes. */
  outputs: { name: string; change: Change }[];
  drift: Drift[];
  /** Messages of checks that fail. */
  failedChecks: { address: string; message: string }[];
  /** Checks that cannot be judged before the apply. */
  unknownChecks: string[];
  deferred: { reason: string; change: ResourceChange }[];
  actions: string[];
  /** Changes of data sources that are read during the apply are in `changes.read`. */
  complete: boolean;
  toolVersion: string;
}

/** Sorts a plan in one pass over its changes. */
export function overviewOf(plan: Plan): Overview {
  const changes = emptyChanges();
  for (const change of plan.resource_changes ?? []) {
    const kind = kindOf(change);
    if (kind !== "none") changes[kind].push(change);
  }
  changes.replace.sort((a, b) => consequence(a) - consequence(b));
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
    // OpenTofu has no such member; absence is not false (P-E 96).
    complete: plan.complete !== false,
    toolVersion: plan.terraform_version ?? "",
  };
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

/**
 * 1 when a resource is replaced only because something else is: what forces it is not known yet. Causes come
 * first in the list (P-E 99).
 */
export function consequence(change: ResourceChange): 0 | 1 {
  const paths = change.change.replace_paths ?? [];
  if (change.action_reason !== "replace_because_cannot_update" || paths.length === 0) return 0;
  return paths.every((path) => isUnknown(change.change.after_unknown, path)) ? 1 : 0;
}

function isUnknown(marks: unknown, path: readonly (string | number)[]): boolean {
  let at = marks;
  for (const step of path) {
    if (at === true) return true;
    if (typeof at !== "object" || at === null) return false;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at === true;
}

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
