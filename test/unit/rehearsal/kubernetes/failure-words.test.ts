// The messages of a kubelet 1.36 with containerd, of the scheduler and of the API server, and their order:
// kube-deploy recognizes a failure by them. The test reads them over HTTPS, as kube-deploy does.
import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "@jest/globals";
import type { Failure } from "../../../../rehearsal/kubernetes/failures.ts";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import { APPS, CORE, call, deployment, open, post, start } from "./world.ts";

interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  state: {
    waiting?: { reason: string; message?: string };
    running?: object;
    terminated?: { exitCode: number; reason: string };
  };
}

interface Pod {
  metadata: { name: string; uid: string };
  status: {
    containerStatuses?: ContainerStatus[];
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
  };
}

interface Event {
  reason: string;
  message: string;
  involvedObject: { name: string };
}

let kube: Kubernetes;
/** A watch of the namespace's pods that was opened before the first pod was made. */
let watch: IncomingMessage;
afterEach(async () => {
  watch.destroy();
  await kube.close();
});

const probe = { httpGet: { path: "/readyz", port: 8080 }, periodSeconds: 5, failureThreshold: 2 };
const PULL_ERROR =
  'rpc error: code = NotFound desc = failed to pull and unpack image "repo/web:1": failed to resolve reference "repo/web:1": repo/web:1: not found';

/** Rolls out the Deployment web with one pod that has this failure. */
async function rollOut(failure: Failure, container: object = {}): Promise<void> {
  kube = await start({ failures: [failure] });
  watch = await open(kube, `${CORE}/pods?watch=1`);
  const containers = [{ name: "web", image: "repo/web:1", ...container }];
  await post(
    kube,
    `${APPS}/deployments`,
    deployment("web", "repo/web:1", { replicas: 1 }, { containers }),
  );
}

/**
 * Returns the states of the container web, one line for each change, in order.
 * @param last the line at which the watch ends
 */
async function statesUntil(last: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const pod of watchPods()) {
    const status = pod.status.containerStatuses?.find(({ name }) => name === "web");
    if (status === undefined) continue;
    const line = withoutNames(describe(status), pod);
    if (line !== lines.at(-1)) lines.push(line);
    if (line === last) return lines;
  }
  throw new Error(`the watch ended after ${lines.join("; ")}`);
}

/** Yields each pod when it is made, and again with each change. */
async function* watchPods(): AsyncGenerator<Pod> {
  for await (const line of createInterface({ input: watch }))
    yield (JSON.parse(line) as { object: Pod }).object;
}

function describe({ state, restartCount, ready }: ContainerStatus): string {
  const { waiting, running, terminated } = state;
  if (waiting !== undefined)
    return [waiting.reason, waiting.message].filter((part) => part !== undefined).join(": ");
  if (running !== undefined) return `running, restarts ${restartCount}${ready ? ", ready" : ""}`;
  return `terminated ${terminated?.exitCode ?? ""} ${terminated?.reason ?? ""}`;
}

/** Replaces the pod's name and uid, which differ in each run. */
const withoutNames = (text: string, { metadata }: Pod): string =>
  text.replaceAll(metadata.name, "POD").replaceAll(metadata.uid, "UID");

/** Returns reason and message of the pods' events, sorted, without the events of a scheduler that found a node. */
async function podEvents(): Promise<string[]> {
  const pods = (await call(kube, `${CORE}/pods`)).body.items as unknown as Pod[];
  const events = (await call(kube, `${CORE}/events`)).body.items as unknown as Event[];
  return events
    .flatMap(({ reason, message, involvedObject }) => {
      const pod = pods.find(({ metadata }) => metadata.name === involvedObject.name);
      return pod === undefined ? [] : [withoutNames(`${reason}: ${message}`, pod)];
    })
    .filter((event) => !event.startsWith("Scheduled: "))
    .sort();
}

test("must not be lost: the words and timing of ErrImagePull", async () => {
  await rollOut({ reason: "image-not-found" });
  const backOff = `ImagePullBackOff: Back-off pulling image "repo/web:1": ErrImagePull: ${PULL_ERROR}`;
  expect(await statesUntil(backOff)).toStrictEqual([
    "ContainerCreating",
    `ErrImagePull: ${PULL_ERROR}`,
    backOff,
  ]);
  const events = [
    'BackOff: Back-off pulling image "repo/web:1"',
    "Failed: Error: ErrImagePull",
    "Failed: Error: ImagePullBackOff",
    `Failed: Failed to pull image "repo/web:1": ${PULL_ERROR}`,
    'Pulling: Pulling image "repo/web:1"',
  ];
  await eventually(async () => (await podEvents()).join("\n") === events.join("\n"));
});

test("must not be lost: the words and timing of CrashLoopBackOff", async () => {
  await rollOut({ reason: "crash" });
  const backOff = (delay: string) =>
    `CrashLoopBackOff: back-off ${delay} restarting failed container=web pod=POD_default(UID)`;
  // The first restart is immediate, then the delay doubles.
  expect(await statesUntil(backOff("40s"))).toStrictEqual([
    "ContainerCreating",
    "running, restarts 0",
    "terminated 1 Error",
    "running, restarts 1",
    "terminated 1 Error",
    backOff("10s"),
    "running, restarts 2",
    "terminated 1 Error",
    backOff("20s"),
    "running, restarts 3",
    "terminated 1 Error",
    backOff("40s"),
  ]);
  expect(await podEvents()).toContain(
    "BackOff: Back-off restarting failed container web in pod POD_default(UID)",
  );
});

test("must not be lost: the words and timing of OOM", async () => {
  await rollOut({ reason: "oom" });
  expect(await statesUntil("terminated 137 OOMKilled")).toStrictEqual([
    "ContainerCreating",
    "running, restarts 0",
    "terminated 137 OOMKilled",
  ]);
});

test.each<[string, Failure["reason"], string, string[]]>([
  [
    "readiness, answered with 503",
    "probe",
    "Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503",
    ["ContainerCreating", "running, restarts 0"],
  ],
  [
    "readiness, not answered",
    "never-ready",
    'Unhealthy: Readiness probe failed: Get "http://IP:8080/readyz": dial tcp IP:8080: connect: connection refused',
    ["ContainerCreating", "running, restarts 0"],
  ],
  [
    "liveness",
    "liveness",
    "Killing: Container web failed liveness probe, will be restarted",
    [
      "ContainerCreating",
      "running, restarts 0",
      "running, restarts 0, ready",
      "terminated 137 Error",
    ],
  ],
  [
    "startup",
    "startup",
    "Killing: Container web failed startup probe, will be restarted",
    ["ContainerCreating", "running, restarts 0", "terminated 137 Error"],
  ],
])(
  "must not be lost: the words and timing of failing probes: %s",
  async (_, reason, event, states) => {
    await rollOut({ reason }, { readinessProbe: probe, livenessProbe: probe, startupProbe: probe });
    expect(await statesUntil(states.at(-1) ?? "")).toStrictEqual(states);
    await eventually(async () => {
      const events = await podEvents();
      return events.map((text) => text.replace(/\b\d+(\.\d+){3}\b/g, "IP")).includes(event);
    });
  },
);

test("must not be lost: the words and timing of quota", async () => {
  await rollOut({ reason: "quota", workload: "web" });
  const refused =
    /^Error creating: pods "web-\w+-\w+" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10$/;
  await eventually(async () => {
    const events = (await call(kube, `${CORE}/events`)).body.items as unknown as Event[];
    return events.some(({ reason, message }) => reason === "FailedCreate" && refused.test(message));
  });
  const condition = { type: "ReplicaFailure", status: "True", reason: "FailedCreate" };
  await eventually(async () => {
    const { body } = await call(kube, `${APPS}/deployments/web`);
    const conditions = (body.status["conditions"] ?? []) as (typeof condition)[];
    return conditions.some(
      ({ type, status, reason }) =>
        type === condition.type && status === condition.status && reason === condition.reason,
    );
  });
  expect((await call(kube, `${CORE}/pods`)).body.items).toStrictEqual([]);
});

test("must not be lost: the words and timing of unschedulable", async () => {
  await rollOut({ reason: "unschedulable" });
  const words =
    "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.";
  for await (const pod of watchPods()) {
    const scheduled = pod.status.conditions?.find(({ type }) => type === "PodScheduled");
    if (scheduled === undefined) continue;
    expect(scheduled).toMatchObject({ status: "False", reason: "Unschedulable", message: words });
    expect(pod.status.containerStatuses).toBeUndefined();
    break;
  }
  await eventually(async () => (await podEvents()).includes(`FailedScheduling: ${words}`));
});

/** Checks again until `isSo` is true; only the time limit of the test ends it earlier. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}
