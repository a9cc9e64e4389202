import type { Functions } from "../expressions.ts";
import type { Conclusion } from "../request.ts";

/** Status functions of a job's `if`: they depend on every ancestor, not only on the needs. */
export function statusFunctions(ancestors: readonly Conclusion[], cancelled: boolean): Functions {
  return {
    success: () => !cancelled && ancestors.every((result) => result === "success"),
    failure: () => !cancelled && ancestors.includes("failure"),
    cancelled: () => cancelled,
  };
}

/** The result of a matrix or a called workflow: the worst of its jobs. */
export function combineConclusions(results: readonly Conclusion[]): Conclusion {
  if (results.includes("cancelled")) return "cancelled";
  if (results.includes("failure")) return "failure";
  return results.length > 0 && results.every((result) => result === "skipped")
    ? "skipped"
    : "success";
}
