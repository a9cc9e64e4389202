import type { State } from "../../../../../actions/lib/terraform/state.ts";

/** A resource as `terraform show -json` gives it. */
export const resource = (type: string, values: object, mode = "managed") => ({
  address: `${type}.this`,
  mode,
  type,
  name: "this",
  values,
});

/** The state of these resources. */
export const stateOf = (...resources: object[]): State =>
  ({ values: { root_module: { resources } } }) as unknown as State;
