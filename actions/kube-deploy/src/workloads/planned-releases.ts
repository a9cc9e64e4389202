import type { Plan } from "../../../lib/terraform/plan-json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";

/**
 * Adds the Helm releases of a plan that are missing from the state after its apply: if an install fails, version 3 of
 * the provider does not keep the release in the state, although it is in the cluster.
 * https://github.com/hashicorp/terraform-provider-helm/issues/1669
 */
export function withPlannedReleases(state: State, { planned_values: planned }: Plan): State {
  const resources = resourcesOf(state);
  const known = new Set(resources.map(({ address }) => address));
  const lost = resourcesOf({ values: planned ?? {} }).filter(
    ({ address, type, mode }) =>
      type === "helm_release" && mode === "managed" && !known.has(address),
  );
  if (lost.length === 0) return state;
  return {
    ...state,
    values: { ...state.values, root_module: { resources: [...resources, ...lost] } },
  };
}
