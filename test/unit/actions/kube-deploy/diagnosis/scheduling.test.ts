import { describe, expect, test } from "@jest/globals";
import type { Pod, WorkloadObject } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { GRACE_PERIODS } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { endingHolder } from "../../../../../actions/kube-deploy/src/diagnosis/scheduling.ts";
import { quietUntil } from "../../../../../actions/kube-deploy/src/rollout/quiet.ts";
import { START, diagnose, event, pod, testDiagnoses } from "./pods.ts";
import type { Row } from "./pods.ts";

const unschedulable = (message: string, reason = "Unschedulable") =>
  pod({ conditions: [{ type: "PodScheduled", status: "False", reason, message }] });

const rows: Row[] = [
  {
    name: "a claim that does not exist",
    states: [unschedulable('0/4 nodes are available: persistentvolumeclaim "media" not found.')],
    expected: ["volume-claim-missing", "volume", /"media" not found/],
  },
  {
    name: "a claim without a volume",
    states: [
      unschedulable("0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims."),
    ],
    expected: ["volume-claim-unbound", "unschedulable", /unbound immediate/],
  },
  {
    name: "nodes that are not ready",
    states: [
      unschedulable(
        "0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.",
      ),
    ],
    expected: ["nodes-not-ready", "unschedulable", /not-ready/],
  },
  {
    name: "a taint of a team",
    states: [unschedulable("0/2 nodes are available: 2 node(s) had untolerated taint {gpu: }.")],
    expected: ["unschedulable", "unschedulable", /\{gpu: \}/],
  },
  {
    name: "a volume in another zone",
    states: [
      unschedulable("0/2 nodes are available: 2 node(s) had volume node affinity conflict."),
    ],
    expected: ["unschedulable", "unschedulable", /affinity conflict/],
  },
];

describe("a pod without a node", () => {
  testDiagnoses(rows);

  test("each cause has its own fix", () => {
    expect(new Set(rows.map(({ states }) => diagnose(states)[0]?.fix)).size).toBe(rows.length);
  });

  describe("a ReadWriteOncePod volume", () => {
    const waits = unschedulable(
      "0/3 nodes are available: 1 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode.",
    );
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    waits.spec.volumes = volumes;
    const holder = (restartPolicy: string, parts: object = {}): Pod => {
      const other = pod({ phase: "Running", ...parts });
      const metadata = { ...other.metadata, name: "import-x2x7q" };
      return { ...other, metadata, spec: { ...other.spec, volumes, restartPolicy } };
    };

    test("is waited for while a Job's pod uses it", () => {
      const neighbours = [waits, holder("OnFailure")];
      expect(diagnose([waits], [], START, neighbours)[0]).toMatchObject({
        reason: "volume-multi-attach",
        message: expect.stringMatching(/pod import-x2x7q, which uses the volume, has not ended/),
        fatalAt: Infinity,
      });
      const view = { pod: waits, events: [], neighbours: () => neighbours };
      expect(endingHolder(view)).toBe("import-x2x7q");
      expect(
        quietUntil("Deployment", { spec: {} } as WorkloadObject, [view], { now: 5, serverNow: 5 }),
      ).toBe(Infinity);
    });

    test.each<[string, Pod[]]>([
      ["no other pod uses it", [waits]],
      ["a pod uses it that runs until it is deleted", [waits, holder("Always")]],
      ["the pod of the Job has ended", [waits, holder("OnFailure", { phase: "Succeeded" })]],
    ])("is not free in time if %s", (_, neighbours) => {
      const [found] = diagnose([waits], [], START, neighbours);
      expect(found).toMatchObject({ reason: "volume-multi-attach" });
      expect(found?.fatalAt).toBe(START + GRACE_PERIODS.unschedulable);
    });
  });

  test("scheduling gates are named and never fatal", () => {
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

  test("a failing scheduler is diagnosed from the condition", () => {
    const text = 'running PreBind plugin "VolumeBinding": binding volumes: timed out';
    expect(diagnose([unschedulable(text, "SchedulerError")])).toMatchObject([
      { reason: "volume-claim-unbound", message: expect.stringContaining("timed out") },
    ]);
  });

  test("a scheduler that writes no condition is diagnosed from its event", () => {
    const said = event(
      "FailedScheduling",
      "Misconfigured Fargate Profile: blocked for new launches",
    );
    expect(diagnose([pod({})], [said])).toMatchObject([
      { reason: "unschedulable", message: expect.stringContaining("Fargate Profile: blocked") },
    ]);
  });

  test("another scheduler than the default is named if it has not looked at the pod", () => {
    const batch = pod({});
    batch.spec.schedulerName = "batch-scheduler";
    expect(diagnose([batch])).toMatchObject([
      {
        reason: "unschedulable",
        message: expect.stringContaining("batch-scheduler has not looked"),
      },
    ]);
    batch.spec.schedulerName = "default-scheduler";
    expect(diagnose([batch])).toMatchObject([{ reason: "not-ready" }]);
    batch.spec.schedulerName = "batch-scheduler";
    batch.spec.nodeName = "node-1";
    expect(diagnose([batch])).toMatchObject([{ reason: "not-ready" }]);
  });

  test("the refusal of an autoscaler is quoted until it adds a node", () => {
    const full = unschedulable("0/3 nodes are available: 3 Insufficient cpu.");
    const refused = event("NotTriggerScaleUp", "pod didn't trigger scale-up: max size reached");
    const added = event("TriggeredScaleUp", "pod triggered scale-up", { type: "Normal" });
    expect(diagnose([full], [refused])[0]?.message).toMatch(
      /; the autoscaler: .*max size reached$/,
    );
    expect(diagnose([full], [added, refused])[0]?.message).toMatch(
      /3 Insufficient cpu\.; the autoscaler adds a node: pod triggered scale-up$/,
    );
  });
});

describe("an autoscaler that adds no node", () => {
  const pending = (message: string) =>
    pod({
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    });
  const refused = event(
    "FailedScheduling",
    'Failed to schedule pod, incompatible with nodepool "default", no instance type satisfied resources {"cpu":"200"}',
  );

  test("decides what to do, also if there is no node yet", () => {
    expect(diagnose([pending("no nodes available to schedule pods")], [refused])).toMatchObject([
      { reason: "unschedulable", fix: expect.stringMatching(/^let the autoscaler add a node/) },
    ]);
    const full = event(
      "NotTriggerScaleUp",
      "pod didn't trigger scale-up: 1 max node group size reached",
    );
    expect(
      diagnose([pending("0/2 nodes are available: 2 Insufficient cpu.")], [full]),
    ).toMatchObject([
      { reason: "unschedulable", fix: expect.stringMatching(/^let the autoscaler add a node/) },
    ]);
  });

  test("does not hide nodes that are not ready, or a volume", () => {
    const unfit =
      "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.";
    expect(diagnose([pending(unfit)], [refused])[0]?.reason).toBe("nodes-not-ready");
    const bound = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    expect(diagnose([pending(bound)], [refused])[0]?.fix).toMatch(/StorageClass/);
  });
});

test("a node that an autoscaler adds, but that does not join, is what to look at", () => {
  const pending = (message: string) =>
    pod({
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    });
  const nominated = event("Nominated", "Pod should schedule on: nodeclaim/default-x", {
    type: "Normal",
  });
  expect(
    diagnose([pending("0/3 nodes are available: 3 Insufficient cpu.")], [nominated]),
  ).toMatchObject([
    {
      reason: "unschedulable",
      message: expect.stringMatching(/the autoscaler adds a node: .*nodeclaim\/default-x$/),
      fix: expect.stringMatching(/^look at the node that the autoscaler adds/),
    },
  ]);
  const bound = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
  expect(diagnose([pending(bound)], [nominated])[0]?.fix).toMatch(/StorageClass/);
});
