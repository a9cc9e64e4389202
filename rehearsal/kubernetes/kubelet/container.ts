import { timestamp } from "../names.ts";
import type { Container } from "../objects.ts";
import type { Terminated } from "../pods.ts";
import { fieldPathOf, imageId, pullImage } from "./images.ts";
import { awaitProbe, failReadiness, failUntilKilled } from "./probes.ts";
import { buildEnvironment } from "./references.ts";
import type { PodWork } from "./work.ts";

export type Role = "init" | "main" | "sidecar";

type End = Pick<Terminated, "exitCode" | "reason"> & { message?: string };

const BACK_OFF = { first: 10, most: 300 };

/**
 * Runs one container for as long as its pod and its restart policy want: pulls, starts, probes, restarts with a growing
 * back-off. @returns its exit code when it is not to run again
 */
export async function runContainer(
  work: PodWork,
  container: Container,
  role: Role,
): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    if (attempt === 0) await pullImage(work, container);
    else recordPresent(work, container);
    await buildEnvironment(work, container);
    const end = await runOnce(work, container, role, attempt);
    if (!restarts(work, role, end.exitCode)) return end.exitCode;
    if (attempt > 0) await backOff(work, container, attempt - 1);
  }
}

function restarts(work: PodWork, role: Role, exitCode: number): boolean {
  const policy = work.pod.spec.restartPolicy;
  if (role === "sidecar") return true;
  if (role === "init") return exitCode !== 0 && policy !== "Never";
  return policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}

function recordPresent(work: PodWork, container: Container): void {
  const message = `Container image "${container.image}" already present on machine and can be accessed by the pod`;
  work.record({ reason: "Pulled", message, fieldPath: fieldPathOf(work, container) });
}

async function backOff(work: PodWork, container: Container, round: number): Promise<void> {
  const seconds = Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** round);
  const { name, namespace = "", uid } = work.pod.metadata;
  const text = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  const pod = `${name}_${namespace}(${uid})`;
  work.container(container.name, (status) => {
    const { terminated } = status.state;
    if (terminated !== undefined) status.lastState = { terminated };
    const message = `back-off ${text} restarting failed container=${container.name} pod=${pod}`;
    status.state = { waiting: { reason: "CrashLoopBackOff", message } };
  });
  work.record({
    reason: "BackOff",
    message: `Back-off restarting failed container ${container.name} in pod ${pod}`,
    warning: true,
    fieldPath: fieldPathOf(work, container),
  });
  await work.seconds(seconds);
}

async function runOnce(
  work: PodWork,
  container: Container,
  role: Role,
  attempt: number,
): Promise<End> {
  const { name } = container;
  const fieldPath = fieldPathOf(work, container);
  await work.sleep(work.cluster.pace.startMs);
  const startedAt = timestamp();
  const containerID = `containerd://${work.cluster.logs.nextId()}`;
  work.record({ reason: "Created", message: "Container created", fieldPath });
  const broken = work.failure(container, "start-error");
  if (broken !== undefined) return failStart(work, container, containerID, attempt);
  work.cluster.logs.start(work.pod.metadata.uid, name);
  work.record({ reason: "Started", message: "Container started", fieldPath });
  work.container(name, (status) => {
    const before = status.state.terminated;
    if (before !== undefined) status.lastState = { terminated: before };
    Object.assign(status, {
      restartCount: attempt,
      imageID: imageId(container.image),
      containerID,
      started: role !== "init" && container.startupProbe === undefined,
      state: { running: { startedAt } },
    });
  });
  const end = await live(work, container, role);
  finish(work, container, { ...end, startedAt, finishedAt: timestamp(), containerID });
  return end;
}

function finish(work: PodWork, { name }: Container, terminated: Terminated): void {
  work.container(name, (status) => {
    status.ready = terminated.exitCode === 0 && isInit(work, name);
    status.started = false;
    status.state = { terminated };
  });
}

function isInit(work: PodWork, name: string): boolean {
  return (work.pod.spec.initContainers ?? []).some((item) => item.name === name);
}

async function failStart(
  work: PodWork,
  container: Container,
  containerID: string,
  attempt: number,
): Promise<End> {
  const command = container.command?.[0] ?? "server";
  const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${command}": executable file not found in $PATH`;
  const fieldPath = fieldPathOf(work, container);
  work.record({ reason: "Failed", message: `Error: ${message}`, warning: true, fieldPath });
  work.container(container.name, (status) => {
    const before = status.state.terminated;
    if (before !== undefined) status.lastState = { terminated: before };
    status.restartCount = attempt;
    status.state = { waiting: { reason: "RunContainerError", message } };
  });
  await work.seconds(1);
  const end = { exitCode: 128, reason: "StartError", message };
  finish(work, container, {
    ...end,
    startedAt: timestamp(0),
    finishedAt: timestamp(),
    containerID,
  });
  return end;
}

/** What the container does once started, until it ends. A service in good health never does. */
async function live(work: PodWork, container: Container, role: Role): Promise<End> {
  const { pace, logs } = work.cluster;
  const write = (lines: string[]) => {
    for (const line of lines) logs.write(work.pod.metadata.uid, container.name, line);
  };
  const failure = work.failure(container, "crash", "oom", "init");
  if (failure !== undefined) {
    await work.sleep(pace.workMs);
    write(failure.logs ?? LAST_WORDS[failure.reason] ?? []);
    return failure.reason === "oom"
      ? { exitCode: 137, reason: "OOMKilled" }
      : { exitCode: 1, reason: "Error" };
  }
  const isTask = role === "init" || (role === "main" && work.pod.spec.restartPolicy !== "Always");
  if (isTask) {
    await work.sleep(pace.workMs);
    write(["done"]);
    return { exitCode: 0, reason: "Completed" };
  }
  write([`listening on port ${container.ports?.[0]?.containerPort ?? 8080}`]);
  return serve(work, container, write);
}

const LAST_WORDS: Partial<Record<string, string[]>> = {
  crash: [
    "Error: connect ECONNREFUSED: the database does not answer",
    "    at main (server.js:12:9)",
  ],
  init: ["migration 0001 failed: relation already exists"],
  oom: ["allocating 512 MiB for the cache"],
};

async function serve(
  work: PodWork,
  container: Container,
  write: (lines: string[]) => void,
): Promise<End> {
  if (work.failure(container, "startup") !== undefined) {
    work.container(container.name, (status) => (status.started = false));
    await failUntilKilled(work, container, "Startup");
    return { exitCode: 137, reason: "Error" };
  }
  await awaitProbe(work, container.startupProbe);
  work.container(container.name, (status) => (status.started = true));
  if (work.failure(container, "slow") !== undefined) await work.seconds(20);
  const unready = work.failure(container, "probe", "never-ready");
  if (unready !== undefined) {
    write(unready.logs ?? []);
    return failReadiness(work, container, unready.reason === "probe" ? 503 : "refused");
  }
  await awaitProbe(work, container.readinessProbe);
  work.container(container.name, (status) => (status.ready = true));
  if (work.failure(container, "liveness") === undefined) return work.forever();
  await failUntilKilled(work, container, "Liveness");
  return { exitCode: 137, reason: "Error" };
}
