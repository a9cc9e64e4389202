import { describe, expect, test } from "@jest/globals";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { waitForNodes } from "../../../../../actions/kube-deploy/src/rollout/added-nodes.ts";
import type { Verdict } from "../../../../../actions/kube-deploy/src/readiness/verdict.ts";
import type { WorkloadObject } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import { NOW, STARTING, eventOf, podOf, workload } from "./worlds.ts";

const deployment = workload("Deployment", "web", {
  spec: { progressDeadlineSeconds: 300 },
}) as WorkloadObject;
const late: Verdict = {
  state: "failed",
  reason: "progress-deadline-exceeded",
  desired: 1,
  ready: 0,
  message: "0 of 1 pods ready",
};
const scaleUp = eventOf("Pod", "web-x", "TriggeredScaleUp", { type: "Normal" });
const view = (nodeName: string | undefined, events = [scaleUp]) => ({
  pod: podOf("web-x", "rs-web", STARTING, { spec: { nodeName } }),
  events,
});

/** Returns the verdicts at these seconds, with one history. */
function verdictsAt(seconds: readonly number[], pod: ReturnType<typeof view>, verdict = late) {
  const history = new PodHistory(0);
  return seconds.map((second) =>
    history.during(() => waitForNodes(verdict, deployment, [pod], history, NOW + second * 1000)),
  );
}

describe("K-E 42: a Deployment past its progress deadline", () => {
  test("waits for the node that an autoscaler adds", () => {
    expect(verdictsAt([0, 900], view(undefined))).toMatchObject([
      {
        verdict: { state: "progressing", message: "0 of 1 pods ready; an autoscaler adds a node" },
      },
      { verdict: { state: "progressing" } },
    ]);
  });

  test("gives a pod on an added node the whole progress deadline to start", () => {
    const [first, soon, over] = verdictsAt([0, 299, 300], view("node-9"));
    expect(first).toMatchObject({
      verdict: {
        state: "progressing",
        message: "0 of 1 pods ready; its pod starts on an added node",
      },
      changesAt: NOW + 300_000,
    });
    expect(soon?.verdict.state).toBe("progressing");
    expect(over).toStrictEqual({ verdict: late });
  });

  test("has failed without an autoscaler, or if it failed for another reason", () => {
    expect(verdictsAt([0], view(undefined, []))).toStrictEqual([{ verdict: late }]);
    const other: Verdict = { ...late, reason: "job-failed" };
    expect(verdictsAt([0], view(undefined), other)).toStrictEqual([{ verdict: other }]);
  });
});
