import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import type { Difference } from "../changes/difference.ts";

/** What one attribute of a change does, besides what happens to its object. */
export interface Finding {
  change: ResourceChange;
  /** The place of the attribute; undefined if the object itself goes. */
  difference: Difference | undefined;
  text: string;
}
