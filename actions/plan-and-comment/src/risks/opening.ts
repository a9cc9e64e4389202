import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { Difference } from "../changes/difference.ts";

/** A change by which somebody can reach or do more than before. */
export interface Opening {
  change: ResourceChange;
  /** Where; undefined when the object itself is what goes. */
  difference: Difference | undefined;
  text: string;
}
