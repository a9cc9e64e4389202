import type { Functions } from "../expressions.ts";
import type { Conclusion } from "../request.ts";

/** Status functions of a job's `if`: they look at every ancestor, not only at the needs. */
export function statusOf(ancestors: readonly Conclusion[], cancelled: boolean): Functions {
  return {
    success: () => !cancelled && ancestors.every((result) => result === "success"),
    failure: () => !cancelled && ancestors.includes("failure"),
    cancelled: () => cancelled,
  };
}

/** The worst of several results: what a matrix or a called workflow amounts to. */
export function worst(results: readonly Conclusion[]): Conclusion {
  if (results.includes("cancelled")) return "cancelled";
  if (results.includes("failure")) return "failure";
  return results.length > 0 && results.every((result) => result === "skipped")
    ? "skipped"
    : "success";
}
