import { expect, test } from "@jest/globals";
import type { PodView } from "../../../../../actions/kube-deploy/src/diagnosis/views.ts";
import { failed, progressing } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { Status } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { lossOf } from "../../../../../actions/kube-deploy/src/soak/loss.ts";
import { diagnosis } from "../rollout/statuses.ts";
import { event } from "../diagnosis/pods.ts";
import { podOf, readyStatus } from "./pods.ts";

const NOW = 1_000;
const counts = { desired: 2, ready: 1 };
const waiting = { verdict: progressing(counts, "1 of 2 pods ready") };
const before = readyStatus([podOf(), podOf({ uid: "2", sidecar: {} })]);
const ended = { lastState: { terminated: { exitCode: 1, reason: "Error" } } };
/** The end of a container whose runtime was stopped too. */
const unknownEnd = (finishedAt: string) => ({
  lastState: { terminated: { exitCode: 255, reason: "Unknown", finishedAt } },
});
const sandboxChanged = event(
  "SandboxChanged",
  "Pod sandbox changed, it will be killed and re-created.",
  { lastTimestamp: "2026-11-21T09:00:05Z" },
);
const job = {
  workload: { kind: "Job", namespace: "shop", name: "migrate", shortLived: false } as const,
};

test.each<[string, PodView[], Partial<Status>]>([
  ["nothing has changed", before.pods, {}],
  ["a pod is deleted", [podOf()], waiting],
  ["a pod is being deleted", [podOf({ isReady: false, deletionTimestamp: "now" })], waiting],
  ["a pod is evicted", [podOf({ isReady: false, phase: "Failed" })], waiting],
  ["a new pod is not ready yet", [...before.pods, podOf({ uid: "3", isReady: false })], waiting],
  // The node no longer reports, for example after a spot interruption.
  ["the node of a pod is lost", [podOf({ isReady: false, container: { ready: true } })], waiting],
  [
    "the node of a pod is lost, and its probe had failed before",
    [
      {
        ...podOf({ isReady: false, since: "2026-11-21T09:00:00Z" }),
        events: [event("NodeNotReady", "Node is not ready")],
      },
    ],
    waiting,
  ],
  // The node was restarted so quickly that nobody noticed: only the kubelet's event tells.
  [
    "the node of a pod was restarted, and the pod is ready again",
    [
      {
        ...podOf({ container: { restartCount: 1, ...unknownEnd("2026-11-21T09:00:02Z") } }),
        events: [sandboxChanged],
      },
    ],
    {},
  ],
  [
    "the node of a pod was restarted, and the pod is not ready yet",
    [
      {
        ...podOf({ isReady: false, since: "2026-11-21T09:00:03Z" }),
        events: [sandboxChanged],
      },
    ],
    waiting,
  ],
  ["an init container ran before", [podOf({ uid: "3" })], {}],
  ["a problem may still go away", before.pods, { diagnoses: [diagnosis(NOW + 1)] }],
  ["the pod of a Job has ended", [podOf({ isReady: false })], job],
])("readiness is not lost if %s", (_, pods, status) => {
  expect(lossOf(before, readyStatus(pods, status), NOW)).toBeUndefined();
});

test.each<[string, PodView, RegExp]>([
  [
    "a pod is not ready",
    podOf({ isReady: false }),
    /pod web-1 was ready, but did not stay ready during the soak/,
  ],
  [
    "a pod is not ready, although its node is back",
    {
      ...podOf({ isReady: false, since: "2026-11-21T09:30:00Z" }),
      events: [event("NodeNotReady", "Node is not ready")],
    },
    /pod web-1 was ready, but did not stay ready during the soak/,
  ],
  [
    "a sidecar is not ready",
    podOf({ isReady: false, container: { ready: true }, sidecar: { ready: false } }),
    /pod web-1 was ready, but did not stay ready during the soak/,
  ],
  [
    "a container was restarted, and is ready again",
    podOf({ container: { restartCount: 1, ...ended } }),
    /container web of pod web-1 ended and was started again during the soak \(Error, exit code 1\)/,
  ],
  [
    "a container ended long after its node was restarted",
    {
      ...podOf({ container: { restartCount: 2, ...unknownEnd("2026-11-21T09:05:00Z") } }),
      events: [sandboxChanged],
    },
    /container web of pod web-1 ended and was started again/,
  ],
  [
    "a container ended that was started after its node was restarted",
    {
      ...podOf({
        container: {
          restartCount: 1,
          lastState: {
            terminated: {
              exitCode: 1,
              startedAt: "2026-11-21T09:00:10Z",
              finishedAt: "2026-11-21T09:00:40Z",
            },
          },
        },
      }),
      events: [sandboxChanged],
    },
    /container web of pod web-1 ended and was started again/,
  ],
  [
    "a pod is not ready long after its node was restarted",
    {
      ...podOf({ isReady: false, since: "2026-11-21T09:05:00Z" }),
      events: [sandboxChanged],
    },
    /pod web-1 was ready, but did not stay ready/,
  ],
  [
    "a sidecar was restarted",
    podOf({ uid: "2", sidecar: { restartCount: 1 } }),
    /container proxy of pod web-2 ended and was started again during the soak$/,
  ],
  [
    "a container of a new pod was restarted",
    podOf({ uid: "3", container: { restartCount: 1 } }),
    /container web of pod web-3/,
  ],
])("readiness is lost if %s", (_, pod, message) => {
  const loss = lossOf(before, readyStatus([pod], waiting), NOW);
  expect(loss?.verdict).toMatchObject({ state: "failed", reason: "readiness-lost" });
  expect(loss?.verdict.message).toMatch(message);
});

test.each<[string, Partial<Status>]>([
  ["it has failed", { verdict: failed(counts, "workload-missing", "it is gone") }],
  ["a problem is fatal", { ...waiting, diagnoses: [diagnosis(NOW)] }],
  ["a Job has failed", { ...job, verdict: failed(counts, "job-failed", "BackoffLimitExceeded") }],
])("a workload keeps its own reason if %s", (_, status) => {
  const now = readyStatus(before.pods, status);
  expect(lossOf(before, now, NOW)).toBe(now);
});

test("a custom resource has lost readiness if its conditions are no longer met", () => {
  const custom = { group: "cert-manager.io", version: "v1", kind: "Certificate", expected: [] };
  const workload = {
    kind: "Certificate",
    namespace: "shop",
    name: "tls",
    shortLived: false as const,
    custom: { ...custom, plural: "certificates" },
  };
  const status = { ...before, workload, pods: [] };
  expect(lossOf(status, status, NOW)).toBeUndefined();
  const expired = { ...status, verdict: progressing(counts, "Ready is False (Expired)") };
  expect(lossOf(status, expired, NOW)?.verdict).toMatchObject({
    state: "failed",
    reason: "readiness-lost",
    message: "Ready is False (Expired)",
  });
});
