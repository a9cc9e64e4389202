import { describe, expect, it, test } from "@jest/globals";
import {
  conditionsOf,
  firstStatus,
  imageId,
  mergeConditions,
  phaseOf,
} from "../../../../../rehearsal/kubernetes/kubelet/pod-status.ts";
import type { ContainerStatus, Pod } from "../../../../../rehearsal/kubernetes/objects/types.ts";

const CONTAINER = { name: "backend", image: "repo/backend:1" };
const pod = (spec: Partial<Pod["spec"]> = {}): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "backend", uid: "u-1", resourceVersion: "1", creationTimestamp: "" },
  spec: { containers: [CONTAINER], ...spec },
  status: { phase: "Pending" },
});
const status = (change: Partial<ContainerStatus>): ContainerStatus => ({
  ...firstStatus(CONTAINER, false),
  ...change,
});
const ended = (exitCode: number) => ({ terminated: { exitCode } });

test.each<[string, Partial<Pod["spec"]>, ContainerStatus[], ContainerStatus[], string]>([
  ["nothing has started", {}, [], [status({})], "Pending"],
  ["it runs", {}, [], [status({ state: { running: {} } })], "Running"],
  ["it crashed and waits for its restart", {}, [], [status({ lastState: ended(1) })], "Running"],
  [
    "it may not restart and failed",
    { restartPolicy: "Never" },
    [],
    [status({ state: ended(1) })],
    "Failed",
  ],
  ["it has completed", { restartPolicy: "Never" }, [], [status({ state: ended(0) })], "Succeeded"],
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
])("the phase if %s", (_what, spec, init, main, phase) => {
  expect(phaseOf(pod(spec), { init, main })).toBe(phase);
});

describe("conditionsOf", () => {
  const ready = { init: [], main: [status({ ready: true, state: { running: {} } })] };
  const unready = { init: [status({})], main: [status({})] };

  it("names the containers that are not ready", () => {
    const found = conditionsOf(pod(), unready, [], "now");
    expect(found.map(({ type, status: value, message }) => [type, value, message])).toStrictEqual([
      ["PodReadyToStartContainers", "True", undefined],
      ["Initialized", "False", "containers with incomplete status: [backend]"],
      ["Ready", "False", "containers with unready status: [backend]"],
      ["ContainersReady", "False", "containers with unready status: [backend]"],
    ]);
  });

  it("changes the transition time only if the status changes", () => {
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

  it("waits for readiness gates", () => {
    const gated = pod({ readinessGates: [{ conditionType: "search.example/loaded" }] });
    const readyOf = (others: Parameters<typeof conditionsOf>[4]) =>
      conditionsOf(gated, ready, [], "now", others).find(({ type }) => type === "Ready");
    expect(readyOf([])).toMatchObject({
      status: "False",
      reason: "ReadinessGatesNotReady",
      message:
        'corresponding condition of pod readiness gate "search.example/loaded" does not exist.',
    });
    const gate = { type: "search.example/loaded" };
    expect(readyOf([{ ...gate, status: "False" }])?.message).toContain('is not "True", but False');
    expect(readyOf([{ ...gate, status: "True" }])?.status).toBe("True");
  });

  it("has no sandbox while volumes are not mounted", () => {
    const [sandbox] = conditionsOf(pod(), { ...unready, isMounting: true }, [], "now");
    expect(sandbox).toMatchObject({ type: "PodReadyToStartContainers", status: "False" });
  });

  it("keeps conditions that others set", () => {
    const scheduled = { type: "PodScheduled", status: "True" };
    const old = { type: "Ready", status: "False" };
    const own = [{ type: "Ready", status: "True" }];
    expect(mergeConditions([old, scheduled], own)).toStrictEqual([...own, scheduled]);
  });
});

test.each([
  ["r/x@sha256:abc", "r/x@sha256:abc"],
  ["localhost:5000/x:1", "localhost:5000/x@sha256:"],
])("the image id of %s starts with %s", (image, start) => {
  expect(imageId(image).startsWith(start)).toBe(true);
});

test("the image id of a tag has the digest that the registry has for the tag", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  expect(imageId("registry:5000/web:1", digest)).toBe(`registry:5000/web@${digest}`);
  expect(imageId(`web@${digest}`, `sha256:${"b".repeat(64)}`)).toBe(`web@${digest}`);
});
