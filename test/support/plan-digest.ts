import { keyFrom } from "../../actions/lib/terraform/plan-digest/digest.ts";
import type { Binding } from "../../actions/lib/terraform/plan-digest/digest.ts";

/** A digest key. */
export const KEY = keyFrom(Buffer.alloc(32, 7));

/** Returns the binding of digests of plans for dev. @param key key of the state */
export const bindingTo = (key: string): Binding => ({
  state: { bucket: "fleet-state", key, lineage: "l" },
  environment: "dev",
  release: undefined,
  command: "apply",
});
