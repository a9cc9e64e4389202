import type { Plan } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";

/**
 * Returns the changing outputs of the infrastructure that a workspace reads: through a variable with the same name,
 * through a variable mapped to it, or from the state of another workspace, where every output counts.
 * @param changed names of the outputs that the infrastructure's plan changes
 * @param mapped variable to output
 */
export function outputsRead(
  plan: Plan,
  changed: readonly string[],
  mapped: Readonly<Record<string, string>> = {},
): string[] {
  const { variables = {}, prior_state: prior } = plan;
  const readsState = resourcesOf((prior ?? {}) as State).some(
    ({ mode, type }) => mode === "data" && STATES.has(type),
  );
  const isMapped = (name: string) => Object.values(mapped).includes(name);
  return changed.filter((name) => readsState || Object.hasOwn(variables, name) || isMapped(name));
}

/** Data sources that read the outputs of another state. */
const STATES: ReadonlySet<string> = new Set(["terraform_remote_state", "tfe_outputs"]);
