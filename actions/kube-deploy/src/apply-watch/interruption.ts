import type { Diagnostic } from "../../../lib/terraform/events.ts";
import { kindOf } from "../../../lib/terraform/plan-json.ts";
import type { Plan } from "../../../lib/terraform/plan-json.ts";
import type { Stopped } from "./apply-watcher.ts";

/** An apply that was interrupted because it was only waiting for workloads that cannot become ready. */
export interface Interruption {
  /** The workloads at that time, and how long they were watched, for example "12.3 s". */
  rollout: Stopped & { seconds: string };
  /** Addresses of the planned changes that had not begun. */
  notBegun: string[];
  /** Other errors before the interrupt, one line each. */
  otherErrors: string[];
}

/** @param errors of the apply, without those that follow from the wait or the interrupt */
export const interruptionOf = (
  rollout: Interruption["rollout"],
  { resource_changes: changes = [] }: Plan,
  errors: readonly Diagnostic[],
): Interruption => ({
  rollout,
  notBegun: changes
    .filter((one) => /^(?:create|change|replace|destroy)$/.test(kindOf(one)))
    .map(({ address }) => address)
    .filter((address) => !rollout.begun.has(address)),
  otherErrors: errors.map(({ address, summary }) =>
    address === undefined ? summary : `${address}: ${summary}`,
  ),
});

/** Describes in one line what the reader of a failure has to know about the apply. */
export function describeInterruption({ notBegun, otherErrors }: Interruption): string {
  const count = notBegun.length === 1 ? "1 change was" : `${notBegun.length} changes were`;
  return [
    `Terraform was waiting for nothing else, so it was interrupted. Its state is saved; ${
      notBegun.length === 0 ? "all other changes of the plan were made" : `${count} not begun`
    }`,
    ...otherErrors.map((error) => `It also failed: ${error}`),
  ].join(". ");
}
