import { expect, test } from "@jest/globals";
import { DELAYS } from "../../../../../rehearsal/kubernetes/delays.ts";
import type { FailureReason } from "../../../../../rehearsal/kubernetes/failures.ts";
import { pullImage } from "../../../../../rehearsal/kubernetes/kubelet/pulls.ts";
import {
  runContainer,
  type Life,
  type Step,
} from "../../../../../rehearsal/kubernetes/kubelet/steps.ts";

const IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet-dev/backend@sha256:abc";
const probe = { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 5, failureThreshold: 2 };
const plain = {
  name: "backend",
  image: IMAGE,
  ports: [{ name: "http", containerPort: 8080 }],
};
const container = {
  ...plain,
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
};

const life = (reason: FailureReason | undefined, change: Partial<Life> = {}): Life => ({
  container,
  role: "service",
  failure: reason === undefined ? undefined : { reason },
  known: undefined,
  restartPolicy: "Always",
  podName: "backend-x_fleet(u-1)",
  podIp: "10.0.100.1",
  delays: DELAYS,
  ...change,
});

/** Returns the first states of a container, without the steps that do not change its state. */
const firstStates = (steps: Iterable<Step>, count: number): string[] => {
  const states: string[] = [];
  for (const step of steps) {
    if (step.state !== undefined) states.push(nameOf(step));
    if (states.length === count) break;
  }
  return states;
};

function nameOf({ state, ready }: Step): string {
  if (state === "running") return ready === true ? "ready" : "running";
  if (state === undefined) return "";
  return "exitCode" in state ? `${state.reason} ${state.exitCode}` : (state.waiting?.reason ?? "");
}

test.each<[FailureReason | undefined, string[]]>([
  [undefined, ["running", "ready"]],
  ["slow", ["running", "ready"]],
  ["flap", ["running", "ready", "running", "ready", "running", "ready", "running", "ready"]],
  ["recover", ["running", "Error 1", "running", "Error 1", "CrashLoopBackOff", "running", "ready"]],
])("the failure %s has the states %j", (reason, states) => {
  expect(firstStates(runContainer(life(reason)), states.length)).toStrictEqual(states);
});

test("the first restart is immediate, then the back-off doubles up to five minutes", () => {
  const messages: string[] = [];
  for (const { state } of runContainer(life("crash"))) {
    if (typeof state === "object" && "waiting" in state) messages.push(state.waiting.message ?? "");
    if (messages.length === 7) break;
  }
  expect(messages.map((text) => /back-off (\S+)/.exec(text)?.[1])).toStrictEqual([
    "10s",
    "20s",
    "40s",
    "1m20s",
    "2m40s",
    "5m0s",
    "5m0s",
  ]);
});

test.each<[Partial<Life>, FailureReason | undefined, string[]]>([
  [{ restartPolicy: "Never" }, "crash", ["running", "Error 1"]],
  [{ role: "task", restartPolicy: "OnFailure" }, undefined, ["running", "Completed 0"]],
])("a container that is not restarted has no further states: %j", (change, reason, states) => {
  expect(firstStates(runContainer(life(reason, change)), 9)).toStrictEqual(states);
});

test("a failing probe is reported in every period", () => {
  const waits: number[] = [];
  for (const { afterMs, events = [] } of runContainer(life("probe"))) {
    if (events.some(({ reason }) => reason === "Unhealthy")) waits.push(afterMs);
    if (waits.length === 2) break;
  }
  expect(waits).toStrictEqual([5 * DELAYS.secondMs, 5 * DELAYS.secondMs]);
});

test("K-E 36: a failed pull is repeated until it works", async () => {
  const problem: FailureReason = "image-pull-denied";
  let tries = 0;
  const steps: Step[] = [];
  const findProblem = () => Promise.resolve((tries += 1) < 3 ? problem : undefined);
  for await (const step of pullImage(IMAGE, DELAYS, findProblem)) steps.push(step);
  expect(firstStates(steps, 9)).toStrictEqual([
    "ErrImagePull",
    "ImagePullBackOff",
    "ErrImagePull",
    "ImagePullBackOff",
  ]);
  const messages = steps.flatMap(({ events = [] }) => events.map(({ message }) => message));
  expect(messages.join("\n")).toContain("HEAD request to https://111122223333.dkr.ecr.");
  expect(messages.at(-1)).toContain("Successfully pulled image");
  const pauses = steps.filter(({ events }) => events?.[0]?.reason === "Pulling");
  expect(pauses.map(({ afterMs }) => afterMs / DELAYS.secondMs)).toStrictEqual([0, 10, 20]);
});

const known = (ports: number[], base = "node:24") => ({
  user: "10001",
  ports,
  base,
  entrypoint: [],
  command: [],
  variables: [],
  folder: "/",
});
const firstEvents = (steps: Iterable<Step>, count: number): string[] => {
  const messages: string[] = [];
  for (const { events = [] } of steps) {
    messages.push(...events.map(({ message }) => message));
    if (messages.length >= count) break;
  }
  return messages.slice(0, count);
};
const REFUSED =
  'probe failed: Get "http://10.0.100.1:8080/readyz": dial tcp 10.0.100.1:8080: connect: connection refused';

test("a probe gets no answer on a port that the image does not declare", () => {
  const bare = { ...plain, readinessProbe: probe };
  const steps = runContainer(life(undefined, { container: bare, known: known([3000]) }));
  expect(firstEvents(steps, 4).slice(2)).toStrictEqual([
    `Readiness ${REFUSED}`,
    `Readiness ${REFUSED}`,
  ]);
});

test("if the liveness probe gets no answer either, the container is killed", () => {
  const bare = { ...plain, readinessProbe: probe, livenessProbe: probe };
  const steps = runContainer(life(undefined, { container: bare, known: known([3000]) }));
  expect(firstEvents(steps, 7).slice(2)).toStrictEqual([
    `Readiness ${REFUSED}`,
    `Liveness ${REFUSED}`,
    `Readiness ${REFUSED}`,
    `Liveness ${REFUSED}`,
    "Container backend failed liveness probe, will be restarted",
  ]);
});

test("a startup probe on another port gets no answer either", () => {
  const steps = runContainer(life(undefined, { known: known([3000]) }));
  expect(firstEvents(steps, 3)[2]).toBe(`Startup ${REFUSED}`);
});

test("if only the liveness probe uses another port, the container is ready first, and then killed", () => {
  const bare = { ...plain, readinessProbe: probe, livenessProbe: { tcpSocket: { port: 9000 } } };
  const steps = runContainer(life(undefined, { container: bare, known: known([8080]) }));
  expect(firstStates(steps, 3)).toStrictEqual(["running", "ready", "Error 137"]);
});

test.each([
  ["declares the port", [3000, 8080]],
  ["declares no port", []],
])("an image that %s answers its probes", (_, ports) => {
  const steps = runContainer(life(undefined, { known: known(ports) }));
  expect(firstStates(steps, 2)).toStrictEqual(["running", "ready"]);
});

test("a server that cannot write to a folder that it needs ends with its own error as the last line", () => {
  const readOnly = { ...container, securityContext: { readOnlyRootFilesystem: true } };
  const nginx = life(undefined, { container: readOnly, known: known([], "nginx:1.29") });
  expect(firstStates(runContainer(nginx), 5)).toContain("CrashLoopBackOff");
  const lines = [...take(runContainer(nginx), 3)].flatMap(({ log = [] }) => log);
  expect(lines[0]).toContain("Read-only file system");
});

function* take(steps: Iterable<Step>, count: number): Generator<Step> {
  let left = count;
  for (const step of steps) {
    if (left === 0) return;
    left -= 1;
    yield step;
  }
}
