import { isAttribute } from "../../../lib/terraform/attribute-path.ts";
import type { Path } from "../../../lib/terraform/attribute-path.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import type { Marks } from "../../../lib/terraform/plan-json.ts";
import { anyMark, isObject } from "../../../lib/terraform/values.ts";

/** One side of a change. Null can be a value of its own: `{ a = null }` is not `{}`. */
export type Side =
  | { kind: "absent" }
  | { kind: "value"; value: Json }
  /** `marked`: this side itself is sensitive, not only the other side. `stays`: the value is the same as before. */
  | { kind: "sensitive"; marked: boolean; stays?: true }
  | { kind: "unknown" }
  /** Of a list whose items have another order: the places of the items that moved. */
  | { kind: "order"; places: number[] };

/**
 * Returns one side of a place.
 * @param otherSensitive marks of the other side: sensitivity belongs to the place
 */
export function sideOf(value: Json | undefined, sensitive: Marks, otherSensitive: Marks): Side {
  if (value === undefined) return { kind: "absent" };
  // A value with a sensitive part is otherwise shown part by part. Here it would be shown as one, so all of it is
  // hidden.
  const marked = anyMark(sensitive);
  if (marked || anyMark(otherSensitive))
    return value === null ? { kind: "absent" } : { kind: "sensitive", marked };
  return { kind: "value", value };
}

/** Returns whether a side is null, an empty text, an empty list or an empty map, which are all the same to a person. */
export function isBlank(side: Side): boolean {
  if (side.kind === "absent") return true;
  if (side.kind !== "value") return false;
  const { value } = side;
  return (
    value === null ||
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}

/**
 * Returns whether there is nothing at a place. Terraform does not distinguish a null attribute from an attribute that
 * is not set. A null in a list is an item of the list.
 */
export const isNothing = (side: Side, steps: Path): boolean =>
  side.kind === "absent" ||
  (side.kind === "value" &&
    side.value === null &&
    typeof steps.at(-1) === "string" &&
    isAttribute(steps, steps.length - 1));

/** Returns whether a value and everything in it is blank. */
export function isBlankInside(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.every(isBlankInside);
  return isObject(value) && Object.keys(value).every((name) => isBlankInside(value[name]));
}
