import type { Overview } from "../changes/overview.ts";

/** What a label can say about a plan. */
export const FACTS = [
  "destroy",
  "replace",
  "change",
  "create",
  "no-changes",
  "drift",
  "policy-denied",
  "plan-failed",
] as const;
export type Fact = (typeof FACTS)[number];

/**
 * Lists what is true of a plan.
 * @param changed whether applying the plan would do something; outputs count
 */
export function factsOf(
  { changes, drift }: Pick<Overview, "changes" | "drift">,
  changed: boolean,
  isDenied: boolean,
): Fact[] {
  const facts: [Fact, boolean][] = [
    ["destroy", changes.destroy.length > 0],
    ["replace", changes.replace.length > 0],
    ["change", changes.change.length > 0],
    ["create", changes.create.length > 0],
    ["no-changes", !changed],
    ["drift", drift.length > 0],
    ["policy-denied", isDenied],
  ];
  return facts.filter(([, isTrue]) => isTrue).map(([fact]) => fact);
}
