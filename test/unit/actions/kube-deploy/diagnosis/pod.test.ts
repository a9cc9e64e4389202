import { describe, expect, test } from "@jest/globals";
import type { Event } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { GRACE_PERIODS } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { diagnosePod } from "../../../../../actions/kube-deploy/src/diagnosis/pod.ts";
import {
  START,
  crashing,
  diagnose,
  ended,
  event,
  pod,
  status,
  testDiagnoses,
  waiting,
} from "./pods.ts";
import type { Row } from "./pods.ts";

const scheduling = {
  conditions: [
    {
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message: "0/2 nodes are available: 2 Insufficient cpu.",
    },
  ],
};
const others: Row[] = [
  {
    name: "F8, K-E 42: an unschedulable pod is given minutes",
    states: [pod(scheduling)],
    expected: ["unschedulable", "unschedulable", /0\/2 nodes are available/],
  },
  {
    name: "F10: a volume that cannot be mounted",
    states: [waiting("ContainerCreating")],
    events: [event("FailedMount", 'MountVolume.SetUp failed: configmap "app" not found')],
    expected: ["volume-mount-failed", "volume", /configmap "app" not found/],
  },
  {
    name: "F11, K-E 45: a failing readiness probe",
    states: [pod({ phase: "Running", containers: [status({ state: { running: {} } })] })],
    events: [event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")],
    expected: ["readiness-probe-failed", "never", /GET \/readyz on port 8080\).*503/],
  },
  {
    name: "F12, K-E 44: a readiness gate that is not met",
    states: [
      pod({
        phase: "Running",
        gates: ["target-health.elbv2.k8s.aws/tg"],
        conditions: [
          {
            type: "target-health.elbv2.k8s.aws/tg",
            status: "False",
            reason: "Target.ResponseCodeMismatch",
            message: "Health checks failed with these codes: [503]",
          },
        ],
        containers: [status({ ready: true, state: { running: {} } })],
      }),
    ],
    expected: ["readiness-gate", "never", /codes: \[503\]/],
  },
  {
    name: "a pod that is only not ready yet",
    states: [waiting("ContainerCreating")],
    expected: ["not-ready", "never", /ContainerCreating/],
  },
];

describe("pod", () => {
  testDiagnoses(others);

  const silent = [
    { name: "R1, K-E 43: evicted", states: [pod({ phase: "Failed", reason: "Evicted" })] },
    {
      name: "drained, from its condition alone",
      states: [
        pod({
          phase: "Failed",
          conditions: [
            { type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" },
          ],
          containers: [status({ state: ended(137) })],
        }),
      ],
    },
    { name: "succeeded", states: [pod({ phase: "Succeeded" })] },
    {
      name: "being deleted",
      states: [pod({ deleted: true, containers: [crashing({ restartCount: 9 })] })],
    },
    {
      name: "ready",
      states: [
        pod({
          phase: "Running",
          conditions: [{ type: "Ready", status: "True" }],
          containers: [status({ ready: true, state: { running: {} } })],
        }),
      ],
    },
    {
      name: "K-E 73: restarts from before the rollout",
      states: [
        pod({
          phase: "Running",
          created: "2026-11-01T00:00:00Z",
          conditions: [{ type: "Ready", status: "True" }],
          containers: [
            status({ ready: true, restartCount: 7, state: { running: {} }, lastState: ended(1) }),
          ],
        }),
      ],
    },
  ];
  test.each(silent)("no diagnosis for a pod: $name", ({ states }) => {
    expect(diagnose(states)).toStrictEqual([]);
  });

  test("R6: the grace period starts again if an autoscaler adds a node", () => {
    const history = new PodHistory(START);
    const fatalAt = (events: Event[], now: number) =>
      history.during(() =>
        diagnosePod({ pod: pod(scheduling), events }, history, {
          now,
          serverNow: now,
          crashTolerance: 2,
        }),
      )[0]?.fatalAt;
    const scaling = event("TriggeredScaleUp", "pod triggered scale-up", { type: "Normal" });
    expect(fatalAt([], START)).toBe(START + GRACE_PERIODS.unschedulable);
    expect(fatalAt([], START + 200_000)).toBe(START + GRACE_PERIODS.unschedulable);
    expect(fatalAt([scaling], START + 250_000)).toBe(START + 250_000 + GRACE_PERIODS.unschedulable);
  });
});
