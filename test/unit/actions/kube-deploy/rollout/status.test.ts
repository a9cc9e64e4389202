// What kube-deploy says about rollouts that were recorded in a real control plane: test/golden/rollouts/record.ts.
// A row: the step, state and message of the workload, and the reason of its most urgent diagnosis.
import { describe, expect, test } from "@jest/globals";
import { assessWorkload } from "../../../../../actions/kube-deploy/src/rollout/status.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { ClusterView } from "../../../../../actions/kube-deploy/src/rollout/view.ts";
import { recordingNames, replayRecording } from "./replay.ts";
import type { Assessment } from "./replay.ts";

const ON_DELETE = "update strategy OnDelete keeps the others until they are deleted";

const RECORDINGS: Record<string, Assessment[]> = {
  "deployment-rolling-update": [
    ["created", "progressing", "0 of 2 pods ready", "not-ready"],
    ["both pods are scheduled", "ready", "2 of 2 pods ready"],
    ["image changed", "progressing", "1 of 2 pods are of the new version", "not-ready"],
    [
      "first new pod is scheduled",
      "progressing",
      "waiting for 1 pod of an older version to end",
      "not-ready",
    ],
    ["second new pod is scheduled", "ready", "2 of 2 pods ready"],
  ],
  "deployment-progress-deadline": [
    ["created", "progressing", "0 of 1 pods ready", "not-ready"],
    ["deadline is over", "failed", "0 of 1 pods ready, and no progress for 8 s", "not-ready"],
    ["pod is scheduled after all", "ready", "1 of 1 pods ready"],
  ],
  "deployment-image-missing": [
    ["created and scheduled", "ready", "1 of 1 pods ready"],
    [
      "image changed to one that is not in the registry",
      "progressing",
      "waiting for 1 pod of an older version to end",
      "not-ready",
    ],
    [
      "new pod is scheduled",
      "failed",
      "waiting for 1 pod of an older version to end",
      "image-not-found",
    ],
    ["image changed back", "ready", "1 of 1 pods ready"],
  ],
  "deployment-crash-loop": [
    ["created and scheduled; its container crashes", "failed", "0 of 1 pods ready", "crash-loop"],
  ],
  "deployment-paused": [
    ["created and scheduled", "ready", "1 of 1 pods ready"],
    ["paused", "suspended", "it is paused and runs the wanted version"],
    [
      "image changed while paused",
      "failed",
      "it is paused (spec.paused) and 0 of 1 pods are of the new version",
    ],
    ["resumed", "progressing", "waiting for 1 pod of an older version to end", "not-ready"],
    ["new pod is scheduled", "ready", "1 of 1 pods ready"],
  ],
  "deployment-scale-to-zero": [
    ["created and scheduled", "ready", "1 of 1 pods ready"],
    ["scaled to 0", "ready", "0 of 0 pods ready"],
  ],
  "deployment-quota": [
    ["created and scheduled; the quota is used up", "ready", "1 of 1 pods ready"],
    [
      "image changed: the new pod needs more quota",
      "progressing",
      "0 of 1 pods are of the new version",
      "quota-exceeded",
    ],
  ],
  "stateful-set-rolling-update": [
    ["created", "progressing", "1 of 2 pods exist", "not-ready"],
    ["app-0 is scheduled", "progressing", "1 of 2 pods ready", "not-ready"],
    ["app-1 is scheduled", "ready", "2 of 2 pods ready"],
    ["image changed", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-1 is scheduled", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-0 is scheduled", "ready", "2 of 2 pods ready"],
  ],
  "stateful-set-partition": [
    ["created and scheduled", "ready", "2 of 2 pods ready"],
    ["image changed, partition 1", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-1 is scheduled", "ready", "2 of 2 pods ready"],
    ["partition 0", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-0 is scheduled", "ready", "2 of 2 pods ready"],
  ],
  "stateful-set-on-delete": [
    ["created and scheduled", "ready", "2 of 2 pods ready"],
    ["image changed", "suspended", `0 of 2 pods are of the new version; ${ON_DELETE}`],
    ["app-0 deleted", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-0 is scheduled", "suspended", `1 of 2 pods are of the new version; ${ON_DELETE}`],
    ["app-1 deleted", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-1 is scheduled", "ready", "2 of 2 pods ready"],
  ],
  // The broken pod of the withdrawn version stays: https://github.com/kubernetes/kubernetes/issues/67250
  "stateful-set-stuck": [
    ["created and scheduled", "ready", "2 of 2 pods ready"],
    [
      "image changed to one that is not in the registry",
      "progressing",
      "1 of 2 pods ready",
      "not-ready",
    ],
    ["new app-1 is scheduled", "failed", "1 of 2 pods ready", "image-not-found"],
    ["image changed back: app-1 is not replaced", "failed", "1 of 2 pods ready", "image-not-found"],
    ["app-1 deleted", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-1 is scheduled", "ready", "2 of 2 pods ready"],
  ],
  // While it ends, the pod of the withdrawn version is ready and counted as a ready replica.
  "stateful-set-reverted": [
    ["created and scheduled", "ready", "2 of 2 pods ready"],
    ["image changed in app-1", "ready", "2 of 2 pods ready"],
    [
      "image changed back; app-1 is being ended",
      "progressing",
      "1 of 2 pods are of the new version",
    ],
    ["app-1 has ended", "progressing", "1 of 2 pods ready", "not-ready"],
    ["new app-1 is scheduled", "ready", "2 of 2 pods ready"],
  ],
  "stateful-set-scale-down": [
    ["created and scheduled", "ready", "2 of 2 pods ready"],
    ["scaled to 1", "ready", "1 of 1 pods ready"],
    ["scaled to 0", "ready", "0 of 0 pods ready"],
  ],
  "stateful-set-quota": [
    [
      "created, app-0 is scheduled, app-1 needs more quota",
      "progressing",
      "1 of 2 pods exist",
      "quota-exceeded",
    ],
    ["more quota, app-1 is scheduled", "ready", "2 of 2 pods ready"],
  ],
  "daemon-set-rolling-update": [
    ["created for two nodes", "progressing", "0 of 2 pods available", "not-ready"],
    ["both pods are scheduled", "ready", "2 of 2 pods ready"],
    [
      "image changed, maxUnavailable 1",
      "progressing",
      "1 of 2 pods are of the new version",
      "not-ready",
    ],
    ["new pod of one node is scheduled", "progressing", "1 of 2 pods available", "not-ready"],
    ["new pod of the other node is scheduled", "ready", "2 of 2 pods ready"],
  ],
  "daemon-set-on-delete": [
    ["created and scheduled on two nodes", "ready", "2 of 2 pods ready"],
    ["image changed", "suspended", `0 of 2 pods are of the new version; ${ON_DELETE}`],
  ],
  "daemon-set-no-node": [
    ["created for nodes that do not exist", "ready", "it selects no node, so it needs no pod"],
  ],
  "job-complete": [
    ["created", "progressing", "0 of 2 completed, 1 running, 0 failed", "not-ready"],
    [
      "first pod is scheduled and ends",
      "progressing",
      "1 of 2 completed, 1 running, 0 failed",
      "not-ready",
    ],
    ["second pod is scheduled and ends", "ready", "2 of 2 completed"],
  ],
  "job-backoff-limit": [
    ["created", "progressing", "0 of 1 completed, 1 running, 0 failed", "not-ready"],
    [
      "first pod fails, a second one is created",
      "progressing",
      "0 of 1 completed, 1 running, 1 failed",
      "container-failed",
    ],
    [
      "second pod fails",
      "failed",
      "BackoffLimitExceeded: Job has reached the specified backoff limit",
      "container-failed",
    ],
  ],
  "job-deadline": [
    ["created", "progressing", "0 of 1 completed, 1 running, 0 failed", "not-ready"],
    [
      "deadline is over",
      "failed",
      "DeadlineExceeded: Job was active longer than specified deadline",
    ],
  ],
  "job-suspended": [
    ["created, suspended", "suspended", "it is suspended (spec.suspend)"],
    ["resumed", "progressing", "0 of 1 completed, 1 running, 0 failed", "not-ready"],
    ["pod is scheduled and ends", "ready", "1 of 1 completed"],
  ],
};

describe("recorded rollout", () => {
  test.each(Object.entries(RECORDINGS))("%s", (name, expected) => {
    expect(replayRecording(name)).toStrictEqual(expected);
  });

  test("every recording has its rows", () => {
    expect(Object.keys(RECORDINGS).sort()).toStrictEqual(recordingNames().sort());
  });
});

describe("workload that is not in the cluster", () => {
  const assess = (shortLived: boolean) =>
    assessWorkload(
      { kind: "Job", namespace: "shop", name: "app", shortLived },
      new ClusterView(),
      new PodHistory(0),
      { now: 0, serverNow: 0, since: 0 },
    ).verdict;

  test("K-E 47: is missing", () => {
    expect(assess(false)).toMatchObject({ state: "failed", reason: "workload-missing" });
  });

  test("K-E 27: a Job with ttlSecondsAfterFinished has finished", () => {
    expect(assess(true)).toMatchObject({ state: "ready" });
  });
});
