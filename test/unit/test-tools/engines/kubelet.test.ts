import { describe, expect, it, test } from "@jest/globals";
import {
  POD_FAILURES,
  failureOf,
  requirePodFailure,
  workloadOf,
  type PodFailureReason,
} from "../../../engines/kubernetes/kubelet/failures.ts";
import { refusal, textOf } from "../../../engines/kubernetes/kubelet/log-server.ts";
import {
  conditionsOf,
  firstStatus,
  imageId,
  phaseOf,
} from "../../../engines/kubernetes/kubelet/status.ts";
import { PACE, stepsOf } from "../../../engines/kubernetes/kubelet/steps.ts";
import type { ContainerStatus, Pod } from "../../../engines/kubernetes/kubelet/pod.ts";

const IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/backend@sha256:abc";
const CONTAINER = { name: "backend", image: IMAGE };
const pod = (change: Partial<Pod["spec"]> = {}, owner = "ReplicaSet"): Pod => ({
  metadata: {
    name: "backend-5d8f-x2x",
    namespace: "fleet",
    uid: "u-1",
    ownerReferences: [{ kind: owner, name: "backend-5d8f" }],
  },
  spec: { containers: [CONTAINER], ...change },
});
const status = (change: Partial<ContainerStatus>): ContainerStatus => ({
  ...firstStatus(CONTAINER, false),
  ...change,
});
const ended = (exitCode: number): ContainerStatus["state"] => ({
  terminated: { exitCode, reason: "", startedAt: "", finishedAt: "", containerID: "" },
});
const reasonsOf = (failure: PodFailureReason | undefined, from = pod()): string[] =>
  stepsOf(from, CONTAINER, "service", failure, PACE).flatMap(({ state }) =>
    typeof state === "string"
      ? [state]
      : "ended" in state
        ? [`${state.reason} ${state.ended}`]
        : [state.waiting?.reason ?? ""],
  );

test.each<[PodFailureReason | undefined, string[]]>([
  [undefined, ["ContainerCreating", "running", "running"]],
  ["image-not-found", ["ErrImagePull", "ImagePullBackOff", "ErrImagePull"]],
  ["image-pull-denied", ["ErrImagePull", "ImagePullBackOff", "ErrImagePull"]],
  ["config-error", ["CreateContainerConfigError", "CreateContainerConfigError"]],
  ["crash", ["ContainerCreating", "running", "Error 1", "CrashLoopBackOff", "running"]],
  ["oom", ["ContainerCreating", "running", "OOMKilled 137", "CrashLoopBackOff", "running"]],
  ["probe", ["ContainerCreating", "running", "running"]],
  ["never-ready", ["ContainerCreating", "running"]],
])("K-E 38 K-E 40 failure %s plays %j first", (failure, first) => {
  expect(reasonsOf(failure).slice(0, first.length)).toStrictEqual(first);
});

test("a container that crashes in a pod that never restarts ends once", () => {
  expect(reasonsOf("crash", pod({ restartPolicy: "Never" }))).toStrictEqual([
    "ContainerCreating",
    "running",
    "Error 1",
  ]);
});

test.each<[PodFailureReason, string]>([
  ["image-not-found", `code = NotFound desc = failed to pull and unpack image "${IMAGE}"`],
  [
    "image-pull-denied",
    "HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/fleet-dev/backend/manifests/sha256:abc: 403 Forbidden",
  ],
])("a pull that fails with %s says so in its event", (failure, words) => {
  const [step] = stepsOf(pod(), CONTAINER, "service", failure, PACE);
  expect(step?.events.map(({ message }) => message).join("\n")).toContain(words);
});

describe("failureOf", () => {
  it("matches by workload, container and image, and init containers by init only", () => {
    const failures = [{ reason: "crash", workload: "backend", container: "backend" }] as const;
    expect(failureOf(pod(), CONTAINER, false, failures)).toBe("crash");
    expect(failureOf(pod(), CONTAINER, true, failures)).toBeUndefined();
    expect(failureOf(pod(), { ...CONTAINER, name: "x" }, false, failures)).toBeUndefined();
    expect(failureOf(pod(), CONTAINER, true, [{ reason: "init" }])).toBe("init");
    const other = [{ reason: "oom", image: "another" }] as const;
    expect(failureOf(pod(), CONTAINER, false, other)).toBeUndefined();
  });

  test.each([
    ["ReplicaSet", "backend"],
    ["StatefulSet", "backend-5d8f"],
  ])("a pod of a %s belongs to %s", (owner, workload) => {
    expect(workloadOf(pod({}, owner))).toBe(workload);
  });

  it("refuses what only the real servers can do, and says how", () => {
    expect(() => requirePodFailure({ reason: "quota" as PodFailureReason })).toThrow(
      /it knows image-not-found, .*For quota create a ResourceQuota/,
    );
    for (const reason of POD_FAILURES) expect(requirePodFailure({ reason }).reason).toBe(reason);
  });
});

test.each<[string, Partial<Pod["spec"]>, ContainerStatus[], ContainerStatus[], string]>([
  ["nothing has started", {}, [], [status({})], "Pending"],
  ["it runs", {}, [], [status({ state: { running: { startedAt: "" } } })], "Running"],
  ["it crashed and waits", {}, [], [status({ lastState: ended(1) })], "Running"],
  [
    "it may not restart and failed",
    { restartPolicy: "Never" },
    [],
    [status({ state: ended(1) })],
    "Failed",
  ],
  ["it is done", { restartPolicy: "Never" }, [], [status({ state: ended(0) })], "Succeeded"],
  [
    "it failed and may restart",
    { restartPolicy: "OnFailure" },
    [],
    [status({ state: ended(1) })],
    "Running",
  ],
  ["an init container runs", {}, [status({})], [status({})], "Pending"],
  [
    "an init container failed for good",
    { restartPolicy: "Never" },
    [status({ state: ended(2) })],
    [status({})],
    "Failed",
  ],
])("phase when %s", (_what, spec, init, main, phase) => {
  expect(phaseOf(pod(spec), { init, main })).toBe(phase);
});

describe("conditionsOf", () => {
  const ready = {
    init: [],
    main: [status({ ready: true, state: { running: { startedAt: "" } } })],
  };
  const unready = { init: [status({})], main: [status({})] };

  it("names the containers that are missing", () => {
    const found = conditionsOf(pod(), unready, [], "now");
    expect(found.map(({ type, status: value, message }) => [type, value, message])).toStrictEqual([
      ["PodReadyToStartContainers", "True", undefined],
      ["Initialized", "False", "containers with incomplete status: [backend]"],
      ["Ready", "False", "containers with unready status: [backend]"],
      ["ContainersReady", "False", "containers with unready status: [backend]"],
    ]);
  });

  it("moves the transition time only when the status changes", () => {
    const before = conditionsOf(pod(), unready, [], "1");
    const after = conditionsOf(pod(), ready, before, "2");
    const times = after.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]);
    expect(times).toStrictEqual([
      ["PodReadyToStartContainers", "1"],
      ["Initialized", "2"],
      ["Ready", "2"],
      ["ContainersReady", "2"],
    ]);
  });
});

test.each([
  ["r/x@sha256:abc", "r/x@sha256:abc"],
  ["localhost:5000/x:1", "localhost:5000/x@sha256:"],
])("the image id of %s starts with %s", (image, start) => {
  expect(imageId(image).startsWith(start)).toBe(true);
});

describe("container logs", () => {
  const log = {
    current: [
      { at: "2026-11-21T10:00:00.000Z", text: "one" },
      { at: "2026-11-21T10:00:01.000Z", text: "two" },
    ],
    previous: [{ at: "2026-11-21T09:00:00.000Z", text: "before" }],
  };
  test.each([
    ["", false, "one\ntwo\n"],
    ["tailLines=1", false, "two\n"],
    ["tailLines=0", false, ""],
    ["timestamps=true&tailLines=1", false, "2026-11-21T10:00:01.000Z two\n"],
    ["limitBytes=5", false, "one\nt"],
    ["", true, "before\n"],
  ])("query %j, previous %s", (query, previous, expected) => {
    expect(textOf(log, previous, new URLSearchParams(query))).toBe(expected);
  });

  test.each<[Partial<ContainerStatus>, boolean, string | undefined]>([
    [{ state: { running: { startedAt: "" } } }, false, undefined],
    [{ state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: ended(1) }, false, undefined],
    [
      { state: { waiting: { reason: "ImagePullBackOff" } } },
      false,
      'container "backend" in pod "backend-5d8f-x2x" is waiting to start: trying and failing to pull image',
    ],
    [{}, true, 'previous terminated container "backend" in pod "backend-5d8f-x2x" not found'],
  ])("K-E 37 status %j, previous %s is refused with %s", (change, previous, words) => {
    const worker = { pod: pod(), init: [], main: [status(change)] };
    expect(refusal(worker, "backend", previous)).toBe(words);
  });
});
