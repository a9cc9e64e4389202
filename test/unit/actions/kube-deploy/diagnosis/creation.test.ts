import { describe, expect, test } from "@jest/globals";
import { diagnoseCreation } from "../../../../../actions/kube-deploy/src/diagnosis/creation.ts";
import { GRACE_PERIODS } from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { START, event } from "./pods.ts";

describe("creation of pods", () => {
  const rows = [
    ["exceeded quota: q, requested: pods=1, used: pods=6, limited: pods=5", "quota-exceeded"],
    ['violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false', "pod-security"],
    ['admission webhook "validate.example" denied the request: no', "admission-denied"],
    [
      'error looking up service account shop/web: serviceaccount "web" not found',
      "service-account-missing",
    ],
    [
      'Internal error occurred: failed calling webhook "inject.example": failed to call webhook: Post "https://inject.mesh.svc:443/": context deadline exceeded',
      "webhook-unavailable",
    ],
    ["something else", "pods-not-created"],
  ];
  test.each(rows)("F9, K-E 41: %s", (text = "", reason = "") => {
    const condition = {
      type: "ReplicaFailure",
      status: "True",
      reason: "FailedCreate",
      message: text,
    };
    const history = new PodHistory(START);
    const set = { uid: "rs-1", conditions: [condition], events: [] };
    expect(diagnoseCreation(set, history, START)).toMatchObject({
      reason,
      fatalAt: START + GRACE_PERIODS.podsRefused,
    });
    // Without a condition (StatefulSet, DaemonSet, Job) the event says it.
    const job = {
      uid: "job-1",
      conditions: [],
      events: [event("FailedCreate", `Error creating: ${text}`)],
    };
    expect(diagnoseCreation(job, history, START)).toMatchObject({ reason });
  });

  test("a pod created since then ends the trouble", () => {
    const events = [event("SuccessfulCreate", "Created pod: db-0"), event("FailedCreate", "quota")];
    const view = { uid: "set-1", conditions: [], events };
    expect(diagnoseCreation(view, new PodHistory(START), START)).toBeUndefined();
  });
});
