import type { Redact } from "../../lib/redact/redactor.ts";
import type { Job } from "../../lib/runtime/job.ts";
import type { Plan } from "../../lib/terraform/plan-json.ts";
import type { OutputValue, State } from "../../lib/terraform/state.ts";
import { readOutputs } from "../../lib/terraform/read.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Json } from "../../lib/terraform/json.ts";
import type { PlanOutputs } from "./contract.ts";
import type { Overview } from "./changes/overview.ts";
import { anyMark, own, stringify } from "../../lib/terraform/values.ts";

type Counts = Omit<
  PlanOutputs,
  "exit-code" | "plan-json-path" | "summary-path" | "comment-url" | "outputs-json"
>;

/** Returns the counts of a plan by their names in the contract. */
export const countsOf = ({ changes, outputs, drift }: Overview, changed: boolean): Counts => ({
  "has-changes": changed,
  add: changes.create.length,
  change: changes.change.length,
  destroy: changes.destroy.length,
  replace: changes.replace.length,
  move: changes.move.length,
  import: changes.import.length,
  forget: changes.forget.length,
  "outputs-changed": outputs.length,
  "changed-outputs": JSON.stringify(outputs.map(({ name }) => name)),
  drift: drift.length,
});

/**
 * Returns the output values before the plan is applied, from the state inside the plan. An output that the plan makes
 * sensitive is already treated as a secret.
 */
export function outputsBefore(plan: Plan, job: Job): string {
  const values = (plan.prior_state as State | undefined)?.values?.outputs ?? {};
  const becomesSensitive = (name: string) =>
    anyMark(own(plan.output_changes ?? {}, name)?.after_sensitive);
  return publicJson(
    Object.fromEntries(Object.entries(values).filter(([name]) => !becomesSensitive(name))),
    job,
  );
}

/** Reads the output values from the workspace's state. */
export const outputsAfter = async (rootModule: RootModule): Promise<string> =>
  publicJson(await readOutputs(rootModule), rootModule.job);

/**
 * Returns the non-sensitive output values as one JSON object. A value that contains a registered secret is left out,
 * because the runner would drop the complete output.
 */
function publicJson(values: Record<string, Partial<OutputValue>>, job: Job): string {
  const open = Object.entries(values).filter(([name, { sensitive, value }]) => {
    if (sensitive === true || value === undefined) return false;
    const written = (redact?: Redact) => stringify(value as Json, undefined, redact);
    const clean = written(job.redactor.redact) === written();
    if (!clean) job.log.notice(`output ${name} contains a secret and is left out of outputs-json`);
    return clean;
  });
  return stringify(Object.fromEntries(open.map(([name, { value }]) => [name, value as Json])));
}
