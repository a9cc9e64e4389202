import { describe, expect, test } from "@jest/globals";
import {
  diagnoseCreation,
  diagnoseReplicaSetCreation,
} from "../../../../../actions/kube-deploy/src/diagnosis/creation.ts";
import type { CreatorView } from "../../../../../actions/kube-deploy/src/diagnosis/creation.ts";
import {
  GRACE_PERIODS,
  NEVER,
} from "../../../../../actions/kube-deploy/src/diagnosis/diagnosis.ts";
import { PodHistory } from "../../../../../actions/kube-deploy/src/diagnosis/history.ts";
import { START, event } from "./pods.ts";

const creator: CreatorView = {
  uid: "set-1",
  isReplicaSet: false,
  conditions: [],
  events: [],
  podsCreated: [],
  wanted: 2,
  gracePeriodSeconds: 20,
  isBestEffort: false,
};
const refused = (message: string) => ({
  type: "ReplicaFailure",
  status: "True",
  reason: "FailedCreate",
  message,
});
const diagnose = (parts: Partial<CreatorView>) =>
  diagnoseCreation({ ...creator, ...parts }, new PodHistory(START), START);
const at = (second: number, reason: string, message = "") =>
  event(reason, message, { lastTimestamp: `2026-11-21T09:00:${second}Z` });
const created = (second: number) => Date.parse(`2026-11-21T09:00:${second}Z`);

describe("creation of pods", () => {
  const rows: [text: string, reason: string, patience: number][] = [
    [
      "exceeded quota: q, requested: pods=1, used: pods=6, limited: pods=5",
      "quota-exceeded",
      // Pods of the older version may need their grace period to end.
      GRACE_PERIODS.podsRefused + 20_000,
    ],
    [
      'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
      "pod-security",
      GRACE_PERIODS.podsRefused,
    ],
    [
      'admission webhook "validate.example" denied the request: no',
      "admission-denied",
      GRACE_PERIODS.podsRefused,
    ],
    [
      'error looking up service account shop/web: serviceaccount "web" not found',
      "service-account-missing",
      GRACE_PERIODS.configuration,
    ],
    [
      'Internal error occurred: failed calling webhook "inject.example": failed to call webhook: Post "https://inject.mesh.svc:443/": context deadline exceeded',
      "webhook-unavailable",
      NEVER,
    ],
    [
      "failed quota: compute: must specify limits.memory for: web",
      "quota-exceeded",
      GRACE_PERIODS.podsRefused + 20_000,
    ],
    [
      "pods \"web-1\" is forbidden: ValidatingAdmissionPolicy 'digests' with binding 'all' denied request: no tags",
      "admission-denied",
      GRACE_PERIODS.podsRefused,
    ],
    [
      "unable to create new content in namespace shop because it is being terminated",
      "namespace-terminating",
      GRACE_PERIODS.podsRefused,
    ],
    ["something else", "pods-not-created", GRACE_PERIODS.podsRefused],
    // The same apply may create these after the workload.
    [
      'pods "web-" is forbidden: no PriorityClass with name high was found',
      "pods-not-created",
      GRACE_PERIODS.configuration,
    ],
    [
      'pods "web-" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
      "pods-not-created",
      GRACE_PERIODS.configuration,
    ],
    [
      "The POST operation against Pod could not be completed at this time, please try again.",
      "pods-not-created",
      NEVER,
    ],
    ['pods "web-0" already exists', "pods-not-created", NEVER],
    ["etcdserver: request timed out", "pods-not-created", NEVER],
    ["the server is currently unable to handle the request (post pods)", "pods-not-created", NEVER],
    [
      'pods "web-1" is forbidden: status unknown for quota: compute, resources: limits.cpu',
      "pods-not-created",
      NEVER,
    ],
    ['pods "web-1" is forbidden: not yet ready to handle request', "pods-not-created", NEVER],
    ['Post "https://10.0.0.1/api/v1": http2: client connection lost', "pods-not-created", NEVER],
    ['Post "https://10.0.0.1/api/v1": EOF', "pods-not-created", NEVER],
  ];
  test.each(rows)("F9, K-E 41: %s", (text, reason, patience) => {
    const expected = { reason, fatalAt: START + patience };
    expect(diagnose({ isReplicaSet: true, conditions: [refused(text)] })).toMatchObject(expected);
    // StatefulSet, DaemonSet and Job have no condition for this; the event has the message.
    const events = [event("FailedCreate", `Error creating: ${text}`)];
    expect(diagnose({ events })).toMatchObject({ reason });
  });

  test.each([
    ["failed quota: q: must specify requests.cpu for: web", /^set resources\.requests/],
    ["maximum memory usage per Container is 1Gi, but limit is 3Gi", /LimitRange/],
    ["cpu max limit to request ratio per Pod is 2, but provided ratio is 8", /LimitRange/],
    ["unable to create new content in namespace shop because it is being terminated", /shop/],
    ["status unknown for quota: compute, resources: pods", /^run the job again: a new quota/],
    ["etcdserver: leader changed", /^run the job again; .*control plane/],
    ["Internal error occurred: resource quota evaluation timed out", /^run the job again/],
  ])("the fix for: %s", (text, fix) => {
    expect(diagnose({ isReplicaSet: true, conditions: [refused(text)] })?.fix).toMatch(fix);
  });

  const over: [string, Partial<CreatorView>][] = [
    ["a pod was created later", { events: [at(20, "SuccessfulCreate"), at(10, "FailedCreate")] }],
    [
      "a pod was created in the same second, and nothing says which came first",
      { events: [at(10, "FailedCreate"), at(10, "SuccessfulCreate")] },
    ],
    ["a pod exists since then", { events: [at(10, "FailedCreate")], podsCreated: [created(10)] }],
    [
      "all wanted pods exist",
      { events: [at(30, "FailedCreate")], podsCreated: [created(10), created(12)] },
    ],
    [
      "the condition of a ReplicaSet is gone",
      { isReplicaSet: true, events: [at(30, "FailedCreate")] },
    ],
  ];
  test.each(over)("a refusal is over: %s", (_, parts) => {
    expect(diagnose(parts)).toBeUndefined();
  });

  test.each<[string, boolean, boolean]>([
    ["pods=1, used: pods=6, limited: pods=5", true, true],
    ["pods=1, used: pods=6, limited: pods=5", false, false],
    // A quota for cpu does not count pods without resources.
    ["pods=1,requests.cpu=1, used: pods=6,requests.cpu=5, limited: pods=9", true, false],
  ])("names the scope BestEffort if it may be the reason: %s", (counted, isBestEffort, named) => {
    const found = diagnose({
      isBestEffort,
      conditions: [refused(`exceeded quota: small, requested: ${counted}`)],
    });
    expect(found?.fix.includes("scope BestEffort")).toBe(named);
  });

  test("a refusal after the creation of the first of two pods counts", () => {
    const parts = { events: [at(30, "FailedCreate", "no")], podsCreated: [created(10)] };
    expect(diagnose(parts)).toMatchObject({ reason: "pods-not-created" });
  });

  test("the grace period starts again if a pod is created or ends", () => {
    const history = new PodHistory(START);
    const conditions = [refused("exceeded quota: q")];
    const fatalAt = (podsCreated: number[], now: number) =>
      history.during(() => diagnoseCreation({ ...creator, conditions, podsCreated }, history, now))
        ?.fatalAt;
    expect(fatalAt([1], START)).toBe(START + 30_000);
    expect(fatalAt([1], START + 9_000)).toBe(START + 30_000);
    expect(fatalAt([1, 2], START + 29_000)).toBe(START + 59_000);
  });
});

describe("creation of a ReplicaSet", () => {
  const quota =
    'Failed to create new replica set "api-77": replicasets.apps "api-77" is forbidden: exceeded quota: sets, requested: count/replicasets.apps=1';
  const diagnoseAt = (message: string, written: string, since: number) =>
    diagnoseReplicaSetCreation(
      "d-1",
      [
        {
          type: "Progressing",
          status: "False",
          reason: "ReplicaSetCreateError",
          message,
          lastUpdateTime: written,
        },
      ],
      { since, now: START },
      new PodHistory(START),
    );

  test("a refusal is fatal at once, in the controller's words", () => {
    expect(diagnoseAt(quota, "2026-11-21T09:00:01Z", START)).toMatchObject({
      reason: "quota-exceeded",
      message: expect.stringContaining("exceeded quota: sets"),
      fatalAt: START,
    });
  });

  test("a refusal from before this deployment gets a grace period, because the deployment may have removed the cause", () => {
    expect(diagnoseAt(quota, "2026-11-21T08:00:00Z", START)?.fatalAt).toBe(
      START + GRACE_PERIODS.configuration,
    );
    expect(diagnoseAt(quota, "2026-11-21T08:00:00Z", 0)?.fatalAt).toBe(START);
  });

  test("an outage is never fatal", () => {
    const message = 'failed calling webhook "sets.example": connection refused';
    expect(diagnoseAt(message, "2026-11-21T09:00:01Z", START)).toMatchObject({
      reason: "webhook-unavailable",
      fatalAt: NEVER,
    });
  });

  test("any other condition is not a refusal", () => {
    expect(
      diagnoseReplicaSetCreation(
        "d-1",
        [{ type: "Progressing", status: "True", reason: "ReplicaSetUpdated" }],
        { since: 0, now: START },
        new PodHistory(START),
      ),
    ).toBeUndefined();
  });
});
