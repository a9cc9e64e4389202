import { describe, expect, test } from "@jest/globals";
import type { Event } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import type { WorkloadKind } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import {
  NOW,
  READY,
  STARTING,
  assess,
  container,
  eventOf,
  podOf,
  replicaSet,
  workload,
} from "./worlds.ts";

const quiet = (pod: ReturnType<typeof podOf>, parts: object = {}, events: Event[] = []) =>
  assess("Deployment", "it", {
    Deployment: [workload("Deployment", "it", parts)],
    ReplicaSet: [replicaSet("it-2", "it", "2")],
    Pod: [pod],
    Event: events,
  }).quietUntil;
const about = (reason: string, second: number): Event =>
  eventOf("Pod", "it", reason, {
    metadata: { uid: `event-${second}-${reason}`, name: `${second}-${reason}` } as never,
    involvedObject: { uid: "pod-it", fieldPath: "spec.containers{app}" },
    lastTimestamp: `2026-11-21T09:59:${second}Z`,
  });
const running = { started: false, state: { running: { startedAt: "2026-11-21T09:59:00Z" } } };
const probed = (parts: object) => ({ spec: { containers: [container("app", parts)] } });

describe("no activity is expected", () => {
  test("while an image is pulled, however long", () => {
    const pod = podOf("it", "rs-it-2", STARTING);
    expect(quiet(pod, {}, [about("Pulling", 10)])).toBe(Infinity);
    expect(quiet(pod, {}, [about("Pulling", 10), about("Failed", 20)])).toBe(0);
    expect(quiet(pod, {}, [about("Pulling", 10), about("Pulled", 10)])).toBe(0);
    expect(quiet(pod)).toBe(0);
  });

  test("while a startup probe has tries left", () => {
    const startupProbe = { initialDelaySeconds: 30, periodSeconds: 20, failureThreshold: 30 };
    const pod = (status: object) => podOf("it", "rs-it-2", status, probed({ startupProbe }));
    const start = NOW - 60_000;
    expect(quiet(pod(running))).toBe(start + 630_000);
    expect(quiet(pod({ ...running, started: true }))).toBe(start);
    // A container that has crashed gets no more time.
    expect(quiet(pod({ ...running, restartCount: 1 }))).toBe(0);
  });

  test("while an init container works, until it has failed once", () => {
    const init = (status: object, parts: object = {}) =>
      podOf(
        "it",
        "rs-it-2",
        { state: { waiting: { reason: "PodInitializing" } } },
        {
          spec: { initContainers: [{ name: "migrate", ...parts }] },
          status: {
            phase: "Pending",
            initContainerStatuses: [{ name: "migrate", ready: false, restartCount: 0, ...status }],
          },
        },
      );
    const long = { state: { running: { startedAt: "2026-11-21T09:20:00Z" } } };
    expect(quiet(init(long))).toBe(Infinity);
    expect(quiet(init({ ...long, restartCount: 1 }))).toBe(0);
    expect(
      quiet(init({ state: { waiting: { reason: "CrashLoopBackOff" } }, restartCount: 1 })),
    ).toBe(0);
    // A sidecar does not end. A pod that is being deleted is not waited for.
    expect(quiet(init(long, { restartPolicy: "Always" }))).toBeLessThan(NOW);
    const gone = init(long);
    gone.metadata.deletionTimestamp = "2026-11-21T09:59:30Z";
    expect(quiet(gone)).toBeLessThan(NOW);
  });

  test("while a volume is released from a lost node", () => {
    const event = (reason: string, message: string) => ({ ...about(reason, 10), message });
    const pod = podOf("it", "rs-it-2", STARTING);
    const held = event("FailedAttachVolume", 'Multi-Attach error for volume "pvc-7"');
    expect(quiet(pod, {}, [held])).toBe(NOW - 50_000 + 360_000);
    expect(quiet(pod, {}, [event("FailedMount", 'secret "tls" not found')])).toBe(0);
  });

  test("while a pod that is being deleted still has time to end", () => {
    const ending = podOf("it-1", "StatefulSet-it", READY);
    ending.metadata.deletionTimestamp = "2026-11-21T10:10:00Z";
    const StatefulSet = [workload("StatefulSet", "it")];
    const status = assess("StatefulSet", "it", { StatefulSet, Pod: [ending] });
    expect(status.quietUntil).toBe(NOW + 630_000);
  });

  test("before the first readiness probe", () => {
    const readinessProbe = { initialDelaySeconds: 300 };
    const pod = podOf("it", "rs-it-2", { ...running, started: true }, probed({ readinessProbe }));
    expect(quiet(pod)).toBe(NOW + 240_000);
  });

  test("while pods must stay ready for minReadySeconds", () => {
    const conditions = [
      { type: "Ready", status: "True", lastTransitionTime: "2026-11-21T09:59:30Z" },
    ];
    const pod = podOf("it", "rs-it-2", READY, { status: { conditions } });
    expect(quiet(pod, { spec: { minReadySeconds: 600 } })).toBe(NOW + 570_000);
    expect(quiet(pod)).toBe(0);
  });

  test("while a Job waits in a queue of Kueue", () => {
    const quietOf = (labels: object) =>
      assess("Job", "it", {
        Job: [workload("Job", "it", { metadata: { labels }, spec: { suspend: true }, status: {} })],
      }).quietUntil;
    expect(quietOf({ "kueue.x-k8s.io/queue-name": "migrations" })).toBe(Infinity);
    expect(quietOf({ app: "it" })).toBeUndefined();
  });

  test("while a Job works or waits for its next try, but not while its pod cannot start", () => {
    const kind: WorkloadKind = "Job";
    const of = (status: object) =>
      assess(kind, "it", {
        Job: [workload(kind, "it", { status: { startTime: "2026-11-21T09:00:00Z", active: 1 } })],
        Pod: [podOf("it-x", "Job-it", status)],
      }).quietUntil;
    expect(of(running)).toBe(Infinity);
    expect(of({ state: { waiting: { reason: "CrashLoopBackOff" } }, restartCount: 1 })).toBe(
      Infinity,
    );
    expect(of({ state: { waiting: { reason: "ImagePullBackOff" } } })).toBe(0);
  });
});
