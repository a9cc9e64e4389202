import type { Redact } from "../../../lib/redact/redactor.ts";
import { quote } from "../diagnosis/text.ts";
import { isReady } from "../readiness/verdict.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { Status } from "./status.ts";

/** Returns how far a workload is, in one line of the log. */
export function progressLine({ workload, verdict, diagnoses }: Status, redact: Redact): string {
  const mark = isReady(verdict) ? "✓" : verdict.state === "failed" ? "✗" : "…";
  const [first] = diagnoses;
  const problem = first === undefined ? "" : `; ${first.message}`;
  return `${mark} ${nameOf(workload)}: ${quote(verdict.message + problem, redact)}`;
}
