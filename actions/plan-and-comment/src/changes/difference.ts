import { isAttribute } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Change } from "../../../lib/terraform/plan-json.ts";
import { compare } from "./compare.ts";
import { isBlank } from "./side.ts";
import type { Side } from "./side.ts";

/** One attribute that changes. */
export interface Difference {
  /** Its place, step by step. */
  steps: Path;
  before: Side;
  after: Side;
  /** It forces the replacement of its resource. */
  forces: boolean;
}

/**
 * Every attribute of a change that differs, in the order of the plan, those that force a replacement first. A sensitive
 * value never leaves this function: sensitivity belongs to the place, so what is sensitive before or after is hidden on
 * both sides.
 * @param whole the value itself may be new or gone, such as that of an output. The attributes of a resource are not: the
 *   resource is
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
  // What forces a replacement is what a reader looks for.
  return forcing.length > 0 ? found.sort((a, b) => Number(b.forces) - Number(a.forces)) : found;
}

/** Blank before and after. What comes or goes counts, where it says something by being there. */
export const isBlankTwice = ({ steps, before, after }: Difference): boolean =>
  isBlank(before) &&
  isBlank(after) &&
  !(after.kind === "absent" && isSaying(before, steps)) &&
  !(before.kind === "absent" && isSaying(after, steps));

/**
 * Whether a blank value says something by being there: an item of a list, because an empty rule may allow everything, and
 * the key of a map, such as a label or a variable of a container. Null under a key is what the tool has for an attribute that
 * is not set.
 */
const isSaying = (side: Side, steps: Path): boolean =>
  side.kind === "value" &&
  (typeof steps.at(-1) === "number" ||
    (side.value !== null && !isAttribute(steps, steps.length - 1)));

const isPrefix = (a: Path, b: Path): boolean =>
  a.length <= b.length && a.every((step, at) => step === b[at]);
