import { describe, expect, test } from "@jest/globals";
import { diagnoseEndedPods } from "../../../../../actions/kube-deploy/src/diagnosis/ended-pods.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { diagnosePod } from "../../../../../actions/kube-deploy/src/diagnosis/pod.ts";
import { ended, pod, status } from "./pods.ts";

const MOMENT = { now: 0, serverNow: 0, crashTolerance: 2 };

const failed = (reason: string, message: string) => {
  const ended = pod({ phase: "Failed", reason });
  return { ...ended, status: { ...ended.status, message } };
};
const OWN = "Container web exceeded its local ephemeral storage limit 512Mi. ";
const diagnose = (...pods: ReturnType<typeof failed>[]) =>
  diagnoseEndedPods(pods, { crashTolerance: 2, since: 0 });

describe("pods that were ended by their node", () => {
  test("a series of evictions because of the pod's own limit is named, and is fatal beyond the tolerance", () => {
    const one = failed("Evicted", OWN);
    expect(diagnose(one, one)).toMatchObject([
      {
        reason: "evicted",
        message:
          "2 pods were evicted: Container web exceeded its local ephemeral storage limit 512Mi.",
        fix: expect.stringContaining("ephemeral-storage"),
        fatalAt: Infinity,
      },
    ]);
    expect(diagnose(one, one, one)[0]?.fatalAt).toBe(0);
  });

  test("a series is not fatal next to a ready pod, and is ignored if it is from before the deployment", () => {
    const one = failed("Evicted", OWN);
    const healthy = pod({ phase: "Running", conditions: [{ type: "Ready", status: "True" }] });
    const options = { crashTolerance: 2, since: 0 };
    expect(diagnoseEndedPods([one, one, one, healthy], options)[0]?.fatalAt).toBe(Infinity);
    expect(diagnoseEndedPods([one, one, one], { ...options, since: Date.now() })).toStrictEqual([]);
  });

  test("evictions because the node ran out of memory are never fatal, and the fix is about the node", () => {
    const one = failed("Evicted", "The node was low on resource: memory.");
    const [found] = diagnose(one, one, one, one);
    expect(found).toMatchObject({ fatalAt: Infinity });
    expect(found?.fix).toContain("node");
  });

  test.each([
    "VolumeAttachmentLimitExceeded",
    "SupplementalGroupsPolicyNotSupported",
    "OfALaterVersion",
  ])("a pod without any container was rejected, whatever the reason is called: %s", (reason) => {
    const rejected = failed(reason, "Pod was rejected: not on this node");
    expect(diagnose(rejected)).toMatchObject([
      {
        reason: "node-rejected",
        message: expect.stringContaining(`(${reason}): Pod was rejected`),
      },
    ]);
    expect(diagnosePod({ pod: rejected, events: [] }, new PodHistory(0), MOMENT)).toStrictEqual([]);
  });

  test("a pod whose containers never began was rejected, even if they have a status", () => {
    const rejected = failed("VolumeAttachmentLimitExceeded", "Pod was rejected: no room");
    rejected.status.containerStatuses = [
      status({ state: { waiting: { reason: "ContainerCreating" } } }),
    ];
    expect(diagnose(rejected)).toMatchObject([{ reason: "node-rejected" }]);
    expect(diagnosePod({ pod: rejected, events: [] }, new PodHistory(0), MOMENT)).toStrictEqual([]);
    rejected.status.containerStatuses = [status({ state: ended(1) })];
    expect(diagnose(rejected)).toStrictEqual([]);
  });

  test("a pod that ran longer than its own deadline names it, and the container whose log shows the work", () => {
    const late = failed(
      "DeadlineExceeded",
      "Pod was active on the node longer than the specified deadline",
    );
    late.status.containerStatuses = [status({ state: ended(137) })];
    expect(diagnose(late)).toStrictEqual([]);
    expect(diagnosePod({ pod: late, events: [] }, new PodHistory(0), MOMENT)).toMatchObject([
      {
        reason: "container-failed",
        message: expect.stringMatching(/longer than its activeDeadlineSeconds: Pod was active/),
        container: "frontend",
      },
    ]);
  });

  test("a pod that a node rejected is named", () => {
    expect(diagnose(failed("OutOfpods", "Node didn't have enough resource: pods"))).toMatchObject([
      { reason: "node-rejected", message: expect.stringContaining("(OutOfpods)") },
    ]);
  });

  test.each([
    [
      "Preempting",
      "Preempted in order to admit critical pod",
      /no room left next to its critical pods/,
    ],
    [
      "Terminated",
      "Pod was terminated in response to imminent node shutdown.",
      /what shuts them down/,
    ],
    ["NodeShutdown", "Pod was rejected as the node is shutting down.", /what shuts them down/],
  ])("a series of pods ended by nodes (%s) is named, never fatal", (reason, message, fix) => {
    const one = failed(reason, message);
    expect(diagnose(one, one)).toMatchObject([
      {
        reason: "evicted",
        message: `2 pods were ended by their nodes (${reason}): ${message}`,
        fix: expect.stringMatching(fix),
        fatalAt: Infinity,
      },
    ]);
  });

  test.each([
    ["EvictionByEvictionAPI", "Eviction API: evicting", /a drain/],
    ["DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", /a drain/],
    [
      "PreemptionByScheduler",
      "preempting to accommodate a higher priority pod",
      /priorityClassName/,
    ],
  ])(
    "a series of disrupted pods is named from the condition (%s), because the pod has no reason",
    (reason, message, fix) => {
      const ended = pod({
        phase: "Failed",
        conditions: [{ type: "DisruptionTarget", status: "True", reason, message }],
      });
      expect(diagnoseEndedPods([ended], { crashTolerance: 2, since: 0 })).toStrictEqual([]);
      expect(diagnoseEndedPods([ended, ended], { crashTolerance: 2, since: 0 })).toMatchObject([
        {
          reason: "evicted",
          message: `2 pods were ended (${reason}): ${message}`,
          fix: expect.stringMatching(fix),
          fatalAt: Infinity,
        },
      ]);
    },
  );

  test("pods that ended for different reasons, and running pods, are not a series", () => {
    expect(diagnose(failed("NodeShutdown", "Pod was terminated"), failed("", ""))).toStrictEqual(
      [],
    );
    expect(
      diagnoseEndedPods([pod({ phase: "Running" })], { crashTolerance: 0, since: 0 }),
    ).toStrictEqual([]);
  });
});
