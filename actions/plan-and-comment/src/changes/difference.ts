import { isAttribute } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Change } from "../../../lib/terraform/plan-json.ts";
import { compare } from "./compare.ts";
import { isBlank } from "./side.ts";
import type { Side } from "./side.ts";

/** One attribute that changes. */
export interface Difference {
  /** Path to the attribute, step by step. */
  steps: Path;
  before: Side;
  after: Side;
  /** Whether it forces the replacement of its resource. */
  forces: boolean;
}

/**
 * Lists every attribute of a change that differs, in the order of the plan, with those that force a replacement first.
 * A sensitive value never leaves this function. Sensitivity belongs to the place: what is sensitive before or after is
 * hidden on both sides.
 * @param whole `value`: the value itself may be new or gone, such as the value of an output. `object`: the attributes
 *   of a resource are compared, because only the resource itself can be new or gone
 */
export function differences(change: Change, whole: "object" | "value" = "object"): Difference[] {
  const forcing = change.replace_paths ?? [];
  const found: Difference[] = [];
  const pair = {
    before: change.before,
    after: change.after,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
    unknown: change.after_unknown,
  };
  compare(pair, whole, (steps, before, after) => {
    const forces =
      forcing.length > 0 && forcing.some((one) => isPrefix(one, steps) || isPrefix(steps, one));
    found.push({ steps, before, after, forces });
  });
  // Readers look for what forces a replacement, so it comes first.
  return forcing.length > 0 ? found.sort((a, b) => Number(b.forces) - Number(a.forces)) : found;
}

/**
 * Returns whether the attribute is blank before and after. A blank value that comes or goes is not blank in this sense
 * if its presence means something.
 */
export const isBlankTwice = ({ steps, before, after }: Difference): boolean =>
  isBlank(before) &&
  isBlank(after) &&
  !(after.kind === "absent" && isSaying(before, steps)) &&
  !(before.kind === "absent" && isSaying(after, steps));

/**
 * Returns whether a blank value means something by being present. An item of a list does, because an empty rule may
 * allow everything. The key of a map does too, such as a label or a variable of a container. Null under a key does not:
 * the tool writes it for an attribute that is not set.
 */
const isSaying = (side: Side, steps: Path): boolean =>
  side.kind === "value" &&
  (typeof steps.at(-1) === "number" ||
    (side.value !== null && !isAttribute(steps, steps.length - 1)));

const isPrefix = (a: Path, b: Path): boolean =>
  a.length <= b.length && a.every((step, at) => step === b[at]);
