import type { Marks, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { marksOf } from "../../../lib/terraform/values.ts";

/**
 * Returns whether a resource is replaced only because another resource is replaced: each attribute that forces the
 * replacement is still unknown, so it comes from something that the same apply makes anew.
 */
export function isConsequence({ action_reason: reason, change }: ResourceChange): boolean {
  const paths = change.replace_paths ?? [];
  if (reason !== "replace_because_cannot_update" || paths.length === 0) return false;
  return paths.every((path) => isUnknown(change.after_unknown, path));
}

const isUnknown = (marks: Marks, path: readonly (string | number)[]): boolean =>
  path.reduce<Marks>((at, step) => marksOf(at, step), marks) === true;
