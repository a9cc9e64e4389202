import { ActionError } from "../../../lib/runtime/errors.ts";
import type { SmokeResult } from "./result.ts";

/** Returns why the action fails after smoke tests; undefined if all passed. */
export function smokeTestFailure(results: readonly SmokeResult[]): ActionError | undefined {
  const [first, ...others] = results.filter(({ isPassed }) => !isPassed);
  if (first === undefined) return undefined;
  const more = others.length > 0 ? `. ${others.map(({ name }) => name).join(", ")} failed too` : "";
  return new ActionError({
    reason: "smoke-test-failed",
    message: `the workloads are ready, but the smoke test ${first.name} failed: ${first.result}${more}`,
    fix: first.fix ?? "correct what the test found, or what it expects",
    ...(first.body === undefined ? {} : { detail: `It answered: ${first.body}` }),
    outputs: { status: "failed", "failed-workloads": "[]" },
  });
}
