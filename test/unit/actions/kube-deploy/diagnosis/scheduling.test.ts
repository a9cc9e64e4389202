import { describe, expect, test } from "@jest/globals";
import { diagnose, pod, testDiagnoses } from "./pods.ts";
import type { Row } from "./pods.ts";

const unschedulable = (message: string, reason = "Unschedulable") =>
  pod({ conditions: [{ type: "PodScheduled", status: "False", reason, message }] });

const rows: Row[] = [
  {
    name: "a claim that does not exist",
    states: [unschedulable('0/4 nodes are available: persistentvolumeclaim "media" not found.')],
    reason: "volume-claim-missing",
    fatal: "volume",
    message: /"media" not found/,
  },
  {
    name: "a claim without a volume",
    states: [
      unschedulable("0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims."),
    ],
    reason: "volume-claim-unbound",
    fatal: "unschedulable",
    message: /unbound immediate/,
  },
  {
    name: "nodes that are not ready",
    states: [
      unschedulable(
        "0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.",
      ),
    ],
    reason: "nodes-not-ready",
    fatal: "unschedulable",
    message: /not-ready/,
  },
  {
    name: "a taint of the team",
    states: [unschedulable("0/2 nodes are available: 2 node(s) had untolerated taint {gpu: }.")],
    reason: "unschedulable",
    fatal: "unschedulable",
    message: /\{gpu: \}/,
  },
  {
    name: "a volume in another zone",
    states: [
      unschedulable("0/2 nodes are available: 2 node(s) had volume node affinity conflict."),
    ],
    reason: "unschedulable",
    fatal: "unschedulable",
    message: /affinity conflict/,
  },
];

describe("a pod without a node", () => {
  testDiagnoses(rows);

  test("each cause has its own fix", () => {
    expect(new Set(rows.map(({ states }) => diagnose(states)[0]?.fix)).size).toBe(rows.length);
  });

  test("scheduling gates are named and waited for", () => {
    const gated = unschedulable("", "SchedulingGated");
    gated.spec.schedulingGates = [{ name: "queue.example/admitted" }];
    expect(diagnose([gated])).toMatchObject([
      {
        reason: "scheduling-gated",
        message: expect.stringContaining("queue.example/admitted"),
        fatalAt: Infinity,
      },
    ]);
  });
});
