import type { LabelSelector } from "./types.ts";

/** Returns whether an object's selector matches labels. An empty selector matches everything. */
export function selects(
  selector: LabelSelector | undefined,
  labels: Record<string, string> | undefined,
): boolean {
  const wanted = Object.entries(selector?.matchLabels ?? {});
  return (
    wanted.every(([key, value]) => labels?.[key] === value) &&
    (selector?.matchExpressions ?? []).every((expression) => fits(expression, labels))
  );
}

type Expression = NonNullable<LabelSelector["matchExpressions"]>[number];

function fits({ key, operator, values = [] }: Expression, labels: Record<string, string> = {}) {
  const value = labels[key];
  switch (operator) {
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "NotIn":
      return value === undefined || !values.includes(value);
    default:
      return value !== undefined && values.includes(value);
  }
}
