import type { State } from "../../../../../actions/lib/terraform/state.ts";
import { stateResource } from "../../../../support/kubernetes/state-resource.ts";

/** Returns a resource as `terraform show -json` prints it. */
export const resource = (type: string, values: object, mode = "managed") => ({
  ...stateResource(type, "this", values),
  mode,
});

/** Returns a state with these resources. */
export const stateOf = (...resources: object[]): State =>
  ({ values: { root_module: { resources } } }) as unknown as State;
