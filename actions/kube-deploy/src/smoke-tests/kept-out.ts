import type { IngressRef } from "../workloads/ingresses.ts";
import type { SmokeResult } from "./result.ts";

/** Results of a client that may not reach the address: its packets are dropped, or it is refused. */
const KEPT_OUT = /^(?:it answered 403\b|no answer\b)/;

/**
 * Adds to a failed test that its Ingress does not admit everybody: the answer is then no fault of the pods.
 * @param host of the requested URL
 * @param isRelative whether the URL is relative to the address of the first Ingress, whatever its host is
 */
export function explainKeptOut(
  result: SmokeResult,
  { host, isRelative }: { host: string; isRelative: boolean },
  ingresses: readonly IngressRef[],
): SmokeResult {
  if (result.isPassed || !KEPT_OUT.test(result.result)) return result;
  const ingress = isRelative ? ingresses[0] : ingresses.find((one) => one.host === host);
  if (ingress?.restriction === undefined) return result;
  return {
    ...result,
    result: `${result.result}; the Ingress ${ingress.namespace}/${ingress.name} may keep the runner out: ${ingress.restriction}`,
    fix: "run the job on a runner that the Ingress admits, admit the address of this runner, or let a Job of the workspace test from inside the cluster (smoke-tests: `job`)",
  };
}
