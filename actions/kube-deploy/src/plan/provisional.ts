import type { Plan } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";

/**
 * The outputs of the infrastructure that a workspace reads, among those that change: by a variable of the same name, or
 * from the state of another workspace, where every output counts.
 * @param changed names of the outputs that the plan of the infrastructure changes
 */
export function outputsRead(plan: Plan, changed: readonly string[]): string[] {
  const { variables = {}, prior_state: prior } = plan;
  const readsState = resourcesOf((prior ?? {}) as State).some(
    ({ mode, type }) => mode === "data" && STATES.has(type),
  );
  return changed.filter((name) => readsState || Object.hasOwn(variables, name));
}

/** Data sources that read the outputs of another state. */
const STATES: ReadonlySet<string> = new Set(["terraform_remote_state", "tfe_outputs"]);
