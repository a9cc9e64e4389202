import type { Functions } from "../expressions.ts";
import type { Conclusion } from "../request.ts";

/** Makes the status functions for a job's `if`. They depend on all ancestors, not only on the direct needs. */
export function statusFunctions(ancestors: readonly Conclusion[], cancelled: boolean): Functions {
  return {
    success: () => !cancelled && ancestors.every((result) => result === "success"),
    failure: () => !cancelled && ancestors.includes("failure"),
    cancelled: () => cancelled,
  };
}

/** Returns the result of a matrix or a called workflow: the worst result of its jobs. */
export function combineConclusions(results: readonly Conclusion[]): Conclusion {
  if (results.includes("cancelled")) return "cancelled";
  if (results.includes("failure")) return "failure";
  return results.length > 0 && results.every((result) => result === "skipped")
    ? "skipped"
    : "success";
}
