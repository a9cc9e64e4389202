import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type {
  ActionInvocation,
  Change,
  Check,
  Kind,
  Plan,
  ResourceChange,
} from "../../../lib/terraform/plan-json.ts";
import { causesOf } from "../causes/causes.ts";
import type { CauseGroup, Causes } from "../causes/causes.ts";
import { isConsequence } from "./consequence.ts";
import { driftOf } from "./drift.ts";
import type { Drift } from "./drift.ts";

export type Counted = Exclude<Kind, "none">;

/** What a report shows of a plan, sorted by kind. Each change belongs to one kind. */
export interface Overview {
  /** `read` holds the data sources that are read during the apply. */
  changes: Record<Counted, ResourceChange[]>;
  /** Why each object is replaced. */
  causes: Causes;
  /** Outputs whose value changes. */
  outputs: { name: string; change: Change }[];
  drift: Drift[];
  /** Objects that differ from the state only in what nobody changed. */
  driftNoise: Drift[];
  /** Instances of checks and postconditions that fail or could not be evaluated, one entry for each message. */
  failedChecks: { address: string; message: string }[];
  /** Checks whose result is known only after the apply. */
  unknownChecks: string[];
  /** Changes that a later plan makes, each with what it will do. */
  deferred: { reason: string; kind: Kind; change: ResourceChange }[];
  /**
   * Actions that the apply invokes. Only a later apply invokes those in `deferredActions`, for the reason given there.
   */
  actions: ActionInvocation[];
  deferredActions: { reason: string; action: ActionInvocation }[];
  /** False if another plan is needed after this one is applied (deferred changes, targets). */
  complete: boolean;
  /** What the plan did not look at, each in words that follow "Not looked at:". */
  limits: readonly string[];
}

/** Sorts a plan in one pass over its changes. */
export function overviewOf(plan: Plan, limits: readonly string[] = []): Overview {
  const changes = emptyChanges();
  for (const change of plan.resource_changes ?? []) {
    const kind = kindOf(change);
    if (kind !== "none") changes[kind].push(change);
  }
  const causes = causesOf(plan);
  changes.replace = inOrderOfCause(causes.groups);
  const { drift, noise } = driftOf(plan);
  return {
    changes,
    causes,
    outputs: Object.entries(plan.output_changes ?? {})
      .filter(([, { actions }]) => actions.join() !== "no-op")
      .map(([name, change]) => ({ name, change })),
    drift,
    driftNoise: noise,
    ...checksOf(plan),
    deferred: (plan.deferred_changes ?? []).map(({ reason, resource_change: change }) => ({
      reason,
      kind: kindOf(change),
      change,
    })),
    actions: plan.action_invocations ?? [],
    deferredActions: (plan.deferred_action_invocations ?? []).map((one) => ({
      reason: one.reason ?? "",
      action: one.action_invocation,
    })),
    // OpenTofu leaves out `complete`: absent does not mean false.
    complete: plan.complete !== false,
    limits,
  };
}

/** Lists each cause, followed by what follows from it. What follows from something that is not known comes last. */
const inOrderOfCause = (groups: readonly CauseGroup[]): ResourceChange[] =>
  [...groups]
    .sort((a, b) => Number(isConsequence(a.root)) - Number(isConsequence(b.root)))
    .flatMap(({ root, followers }) => [root, ...followers]);

/** Returns how many operations the tool carries out when it applies the plan. A replacement is two operations. */
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
  for (const { address, status, problems } of (plan.checks ?? []).flatMap(resultsOf)) {
    if (status === "unknown") unknownChecks.push(address);
    if (status !== "fail" && status !== "error") continue;
    // A check that could not be evaluated has no message of its own.
    for (const message of problems.length > 0 ? problems : [`the check has status ${status}`])
      failedChecks.push({ address, message });
  }
  return { failedChecks, unknownChecks };
}

interface Result {
  /** Address of the instance, if there is one: a check in a module with for_each has many instances. */
  address: string;
  status: string;
  problems: string[];
}

/** Returns the results of all instances of a check. If no instance has the check's status, adds the check itself. */
function resultsOf({ address, status, instances }: Check): Result[] {
  const results = (instances ?? []).map((one) => ({
    address: one.address?.to_display ?? address.to_display,
    status: one.status,
    problems: (one.problems ?? []).map(({ message }) => message),
  }));
  const own = { address: address.to_display, status, problems: [] };
  return results.some((one) => one.status === status) ? results : [...results, own];
}
