import { expect, test } from "@jest/globals";
import { Reporter } from "../../../../../actions/kube-deploy/src/rollout/reporter.ts";
import { progressLine } from "../../../../../actions/kube-deploy/src/rollout/progress-line.ts";
import { failed, ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { counts, statusOf, waiting } from "./statuses.ts";

test("each new status of a workload is passed on once", () => {
  const lines: string[] = [];
  const redact = (text: string) => text.replaceAll("node", "***");
  const reporter = new Reporter({ onStatus: (status) => lines.push(progressLine(status, redact)) });
  const late = statusOf(failed(counts, "progress-deadline-exceeded", "no progress for 600 s"));
  const all = [
    statusOf(waiting),
    statusOf(waiting),
    statusOf(waiting, { fatalAt: 1 }),
    statusOf(waiting, { fatalAt: 2 }),
    late,
    statusOf(ready({ desired: 2, ready: 2 })),
  ];
  for (const status of all) reporter.report([status]);
  expect(lines).toStrictEqual([
    "… Deployment shop/web: 1 of 2 pods ready",
    "… Deployment shop/web: 1 of 2 pods ready; no *** can take the pod",
    "✗ Deployment shop/web: no progress for 600 s",
    "✓ Deployment shop/web: 2 of 2 pods ready",
  ]);
});
