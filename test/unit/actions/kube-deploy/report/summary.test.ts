import { expect, test } from "@jest/globals";
import { progressing, ready } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Verdict } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { renderSummary } from "../../../../../actions/kube-deploy/src/report/summary.ts";
import type { SummaryParts } from "../../../../../actions/kube-deploy/src/report/summary.ts";
import { diagnosis, statusOf } from "../rollout/statuses.ts";

const parts = (more: Partial<SummaryParts>): SummaryParts => ({
  redact: (text: string) => text,
  environment: "dev",
  cluster: "fleet",
  seconds: "0.1 s",
  statuses: [],
  findings: [],
  release: undefined,
  unwatched: [],
  smokeTests: [],
  soak: undefined,
  contractWarnings: [],
  ...more,
});

const row = (verdict: Verdict, wantedReady: number | undefined, fails = true) => {
  const status = { ...statusOf(verdict), ...(wantedReady === undefined ? {} : { wantedReady }) };
  const cause = diagnosis(0, "readiness-probe-failed");
  const finding = { workload: status.workload, cause, others: [], events: [], logs: [] };
  const text = renderSummary(parts({ statuses: [status], findings: fails ? [finding] : [] }));
  return text.split("\n").find((line) => line.startsWith("| Deployment"));
};

const COUNTS = { desired: 2, ready: 2 };
const waiting = progressing(COUNTS, "1 of 2 pods are of the new version");

test.each<[string, string, boolean, RegExp]>([
  [
    "a short watch of a failure explains that times and counts come from the cluster",
    "0.1 s",
    true,
    /watched for 0\.1 s by the runner's clock\. Times and counts below come from the cluster, and reach further back\.$/m,
  ],
  ["a long watch does not explain it", "48.2 s", true, /watched for 48\.2 s\.$/m],
  [
    "a short watch of a healthy rollout does not explain it",
    "0.1 s",
    false,
    /watched for 0\.1 s\.$/m,
  ],
])("%s", (_, seconds, fails, expected) => {
  const status = statusOf(waiting);
  const cause = diagnosis(0, "readiness-probe-failed");
  const finding = { workload: status.workload, cause, others: [], events: [], logs: [] };
  expect(
    renderSummary(parts({ seconds, statuses: [status], findings: fails ? [finding] : [] })),
  ).toMatch(expected);
});

test.each<[string, string | undefined, string]>([
  [
    "ready pods of an older version are not counted, but named",
    row(waiting, 0),
    "| 0/2 |  | ❌ readiness-probe-failed; 2 pods of an older version are ready |",
  ],
  [
    "one ready pod of an older version",
    row(waiting, 1),
    "| 1/2 |  | ❌ readiness-probe-failed; 1 pod of an older version is ready |",
  ],
  [
    "all ready pods are counted if their versions are unknown",
    row(waiting, undefined),
    "| 2/2 |  | ❌ readiness-probe-failed |",
  ],
  ["all pods of a ready workload are counted", row(ready(COUNTS), undefined, false), "| 2/2 |"],
])("%s", (_, line, expected) => {
  expect(line).toContain(expected);
});

const hidden = { redact: (text: string) => text.replaceAll("hunter2", "***") };

test("warnings from before the apply are shown, also if everything is healthy", () => {
  const message = "Deployment shop/web, container web: the image listens on 80, not 8080: hunter2";
  const warning = { workload: "Deployment shop/web", container: "web", message };
  expect(renderSummary(parts({ ...hidden, contractWarnings: [warning] }))).toContain(
    "- ⚠️ image-contract: Deployment shop/web, container web: the image listens on 80, not 8080: \\*\\*\\*",
  );
});

test("other errors of an interrupted apply are shown without secrets", () => {
  const text = renderSummary(
    parts({
      ...hidden,
      interruption: {
        rollout: {
          result: "failed",
          statuses: [],
          endedAt: 0,
          begun: new Set(),
          seconds: "1 s",
        },
        notBegun: ['kubernetes_secret_v1.db["hunter2"]'],
        otherErrors: ['aws_db_instance.it: invalid password "hunter2"'],
      },
    }),
  );
  expect(text).toContain("It also failed");
  expect(text).not.toContain("hunter2");
});
