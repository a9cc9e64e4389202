import { expect, test } from "@jest/globals";
import {
  progressing,
  ready,
  suspended,
} from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import { checkJob } from "../../../../../actions/kube-deploy/src/smoke-tests/check-job.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";

const STARTED = Date.parse("2026-11-28T12:00:00Z");
const counts = { desired: 1, ready: 1 };
const podOf = (creationTimestamp: string) => ({
  pod: {
    metadata: { name: "smoke-1", namespace: "fleet", uid: "1", creationTimestamp },
    spec: { containers: [] },
  },
  events: [],
});
const job = (status: Partial<Status> = {}): Status => ({
  workload: { kind: "Job", namespace: "fleet", name: "smoke", shortLived: false },
  verdict: ready(counts, "1 of 1 completed"),
  diagnoses: [],
  pods: [podOf("2026-11-28T12:00:05Z")],
  images: [],
  owner: "uid-1",
  ...status,
});

test.each<[string, Status[], boolean, string]>([
  ["completed", [job()], true, "passed"],
  ["completed, but whose pods are gone", [job({ pods: [] })], true, "passed"],
  [
    "not run again",
    [job({ pods: [podOf("2026-11-27T12:00:00Z")] })],
    true,
    "passed before this deployment",
  ],
  ["suspended", [job({ verdict: suspended(counts, "it is suspended") })], false, "it is suspended"],
  ["running", [job({ verdict: progressing(counts, "it runs") })], false, "it runs"],
  ["deleted", [{ ...job(), owner: undefined }], false, "the Job was deleted, so its result"],
  ["missing", [], false, "the workspace has no Job fleet/smoke"],
])("the result of a Job that is %s", (_, statuses, isPassed, result) => {
  const found = checkJob(
    { kind: "job", name: "smoke", namespace: "fleet", job: "smoke" },
    statuses,
    STARTED,
  );
  expect(found).toMatchObject({ name: "smoke", isPassed });
  expect(found.result).toContain(result);
  expect(found.fix === undefined).toBe(isPassed);
});
