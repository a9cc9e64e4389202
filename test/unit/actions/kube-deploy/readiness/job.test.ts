import { describe, expect, test } from "@jest/globals";
import type { Job } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { evaluateJob } from "../../../../../actions/kube-deploy/src/readiness/job.ts";
import { testVerdicts } from "./rows.ts";
import type { Row } from "./rows.ts";

const done = (type: string, reason = "", message = "") => ({
  succeeded: 1,
  conditions: [{ type, status: "True", reason, message }],
});
const jobs: Row[] = [
  { name: "a complete Job", kind: "Job", status: done("Complete"), state: "ready" },
  {
    name: "R2: a running Job is not ready",
    kind: "Job",
    status: { startTime: "2026-11-21T09:00:00Z", active: 1 },
    state: "progressing",
    message: /0 of 1 completed, 1 running/,
  },
  { name: "a Job that has not started", kind: "Job", status: {}, state: "progressing" },
  {
    name: "K-E 27: the backoff limit is reached",
    kind: "Job",
    status: done("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
    state: "failed",
    reason: "job-failed",
    message: /BackoffLimitExceeded: Job has reached/,
  },
  {
    name: "K-E 27: the Job has failed, but its pods are still ending",
    kind: "Job",
    status: done("FailureTarget", "PodFailurePolicy"),
    state: "failed",
    reason: "job-failed",
  },
  {
    name: "K-E 27: suspended",
    kind: "Job",
    spec: { suspend: true },
    status: {},
    state: "suspended",
  },
  {
    name: "suspended by Kueue until its queue has room",
    kind: "Job",
    metadata: { labels: { "kueue.x-k8s.io/queue-name": "migrations" } },
    spec: { suspend: true },
    status: {},
    state: "progressing",
    message: /until Kueue admits it \(queue migrations\)/,
  },
  {
    name: "admitted by Kueue",
    kind: "Job",
    metadata: { labels: { "kueue.x-k8s.io/queue-name": "migrations" } },
    status: done("Complete"),
    state: "ready",
  },
  {
    name: "suspended, with an empty queue name",
    kind: "Job",
    metadata: { labels: { "kueue.x-k8s.io/queue-name": "" } },
    spec: { suspend: true },
    status: {},
    state: "suspended",
  },
  {
    name: "paused by parallelism 0",
    kind: "Job",
    spec: { parallelism: 0 },
    status: { startTime: "2026-11-21T09:00:00Z" },
    state: "suspended",
    message: /parallelism 0/,
  },
];

describe("Job", () => {
  testVerdicts(jobs);
});

test("a Job whose success policy is met has succeeded, although its other pods are still being ended", () => {
  const met = (...more: object[]) =>
    ({
      metadata: {},
      spec: { completions: 3, parallelism: 3 },
      status: {
        startTime: "2026-11-21T09:00:00Z",
        succeeded: 1,
        active: 2,
        conditions: [
          { type: "SuccessCriteriaMet", status: "True", reason: "SuccessPolicy", message: "x" },
          ...more,
        ],
      },
    }) as unknown as Job;
  for (const job of [met(), met({ type: "Complete", status: "True", reason: "SuccessPolicy" })])
    expect(evaluateJob(job, { desired: 3, ready: 1 })).toMatchObject({
      state: "ready",
      message: "1 of 3 completed, which meets its success policy",
    });
});
