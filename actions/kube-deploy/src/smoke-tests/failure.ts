import { ActionError } from "../../../lib/runtime/errors.ts";
import { OVERTAKEN_FIX, describeOvertaking } from "../rollout/overtaken.ts";
import type { Status } from "../rollout/status.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { SmokeResult } from "./result.ts";

/**
 * Returns why the action fails after smoke tests; undefined if all passed.
 * @param statuses of the workloads after the tests: the version that failed may not be the one that was deployed
 */
export function smokeTestFailure(
  results: readonly SmokeResult[],
  statuses: readonly Status[],
): ActionError | undefined {
  const [first, ...others] = results.filter(({ isPassed }) => !isPassed);
  if (first === undefined) return undefined;
  const more = others.length > 0 ? `. ${others.map(({ name }) => name).join(", ")} failed too` : "";
  const changes = statuses.flatMap(({ workload, overtaken }) =>
    overtaken === undefined ? [] : [`${nameOf(workload)}: ${describeOvertaking(overtaken)}`],
  );
  const since =
    changes.length === 0 ? "" : `. ${changes.join("; ")}. The test may have met that version`;
  const fix = first.fix ?? "correct what the test found, or what it expects";
  return new ActionError({
    reason: "smoke-test-failed",
    message: `the workloads are ready, but the smoke test ${first.name} failed: ${first.result}${more}${since}`,
    fix: changes.length === 0 ? fix : OVERTAKEN_FIX,
    ...(first.body === undefined ? {} : { detail: `It answered: ${first.body}` }),
    outputs: { status: "failed", "failed-workloads": "[]" },
  });
}
