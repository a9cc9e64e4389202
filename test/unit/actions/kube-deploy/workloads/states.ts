import type { State } from "../../../../../actions/lib/terraform/state.ts";
import { stateResource } from "../../../../support/kubernetes/state-resource.ts";

/** A resource as `terraform show -json` gives it. */
export const resource = (type: string, values: object, mode = "managed") => ({
  ...stateResource(type, "this", values),
  mode,
});

/** The state of these resources. */
export const stateOf = (...resources: object[]): State =>
  ({ values: { root_module: { resources } } }) as unknown as State;
