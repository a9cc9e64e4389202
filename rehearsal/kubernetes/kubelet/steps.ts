import type { Delays } from "../delays.ts";
import type { Failure } from "../failures.ts";
import type { Container, ContainerState } from "../objects/types.ts";
import { answersOn, findWriteProblem, type KnownImage, type Starting } from "./image-fit.ts";
import { failingProbe, portOf, type ProbeAnswer } from "./probes.ts";

/** An event that the kubelet writes. */
export interface PodEvent {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
}

export const normal = (reason: string, message: string): PodEvent => ({
  type: "Normal",
  reason,
  message,
});

export const warning = (reason: string, message: string): PodEvent => ({
  type: "Warning",
  reason,
  message,
});

/** One change of one container. */
export interface Step {
  afterMs: number;
  /** Its state afterwards. Default: unchanged. */
  state?: Pick<ContainerState, "waiting"> | "running" | { exitCode: number; reason: string };
  ready?: boolean;
  events?: PodEvent[];
  /** Log lines that it writes at that moment. */
  log?: string[];
}

/**
 * A task works and ends: an init container, or a container of a Job. A service keeps running: also a sidecar among the
 * init containers.
 */
export type Role = "task" | "service";

/** What the life of a container depends on. */
export interface Life {
  container: Container;
  role: Role;
  failure: Failure | undefined;
  /** What is known about its image; undefined if nothing is known. */
  known: (Starting & Pick<KnownImage, "ports">) | undefined;
  restartPolicy: string;
  /** `NAME_NAMESPACE(UID)`, as the kubelet names a pod in its messages. */
  podName: string;
  podIp: string;
  delays: Delays;
}

/**
 * Yields what happens to a container after its image is available. Ends when nothing more happens. The messages are
 * those of kubelet 1.36 (pkg/kubelet/kuberuntime/kuberuntime_container.go and kuberuntime_manager.go).
 */
export function* runContainer(life: Life): Generator<Step> {
  const { container, delays, restartPolicy } = life;
  let pauseMs = 0;
  for (let restarts = 0; ; restarts += 1) {
    yield {
      afterMs: pauseMs + delays.startMs,
      state: "running",
      events: [
        ...(restarts === 0 ? [] : [presentImage(container)]),
        normal("Created", "Container created"),
        normal("Started", "Container started"),
      ],
    };
    const exitCode = yield* workUntilEnd(life, restarts);
    const isRestarted =
      restartPolicy === "Always" || (restartPolicy === "OnFailure" && exitCode !== 0);
    if (exitCode === undefined || !isRestarted) return;
    // The first restart happens at once.
    if (restarts === 0) continue;
    const seconds = backOffSeconds(restarts - 1);
    pauseMs = seconds * delays.secondMs;
    yield crashLoop(life, seconds);
  }
}

/** Returns the seconds before the next try, after this many failed tries: 10, 20, 40 ... 300. */
export const backOffSeconds = (tries: number): number => Math.min(300, 10 * 2 ** tries);

function presentImage({ image = "" }: Container): PodEvent {
  const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
  return normal("Pulled", message);
}

function crashLoop({ container, podName }: Life, seconds: number): Step {
  const message = `back-off ${goDuration(seconds)} restarting failed container=${container.name} pod=${podName}`;
  const event = `Back-off restarting failed container ${container.name} in pod ${podName}`;
  return {
    afterMs: 0,
    state: { waiting: { reason: "CrashLoopBackOff", message } },
    events: [warning("BackOff", event)],
  };
}

/** Formats seconds as Go prints durations: 10s, 1m20s. */
function goDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}

/** The last log lines of a container before it ends. */
const LAST_LINES = {
  crash: [
    '{"level":"info","msg":"starting"}',
    '{"level":"error","msg":"cannot read configuration: DATABASE_URL is not set"}',
  ],
  init: ["migration 0042_add_index failed: relation orders does not exist"],
  oom: ['{"level":"info","msg":"loading everything"}'],
  recover: ['{"level":"error","msg":"the database does not answer"}'],
};

/** Plays one run of a container. @returns its exit code; undefined if it runs forever */
function* workUntilEnd(life: Life, restarts: number): Generator<Step, number | undefined> {
  const { container, role, failure, known, delays } = life;
  const unwritable = known && findWriteProblem(container, known);
  if (unwritable !== undefined) return yield* end(delays.workMs, 1, "Error", [unwritable]);
  switch (failure?.reason) {
    case "crash":
    case "init":
    case "oom": {
      const log = failure.logs ?? LAST_LINES[failure.reason];
      const isKilled = failure.reason === "oom";
      return yield* end(delays.workMs, isKilled ? 137 : 1, isKilled ? "OOMKilled" : "Error", log);
    }
    case "probe":
    case "never-ready":
      yield { afterMs: 0, log: failure.logs ?? [] };
      return yield* failReadiness(life, failure.reason === "probe" ? 503 : "refused");
  }
  if (failure?.reason === "recover" && restarts < 2)
    return yield* end(delays.workMs, 1, "Error", failure.logs ?? LAST_LINES.recover);
  if (failure?.reason === "startup") return yield* failUntilKilled(life, "Startup", 500);
  if (role === "task")
    return yield* end(delays.workMs, 0, "Completed", ['{"level":"info","msg":"done"}']);
  yield { afterMs: 0, log: [`{"level":"info","msg":"listening","port":${listeningPort(life)}}`] };
  const silent = (probe: Container["readinessProbe"]): boolean =>
    probe !== undefined && !answersOn(known, portOf(container, probe));
  if (silent(container.startupProbe)) return yield* failUntilKilled(life, "Startup", "refused");
  if (silent(container.readinessProbe))
    return silent(container.livenessProbe)
      ? yield* failUntilKilled(life, "Liveness", "refused", ["Readiness"])
      : yield* failReadiness(life, "refused");
  const waitSeconds =
    (container.readinessProbe?.initialDelaySeconds ?? 0) + (failure?.reason === "slow" ? 20 : 0);
  yield {
    afterMs: delays.readyMs + waitSeconds * delays.secondMs,
    state: "running",
    ready: true,
  };
  if (failure?.reason === "flap") yield* loseReadiness(life);
  if (silent(container.livenessProbe)) return yield* failUntilKilled(life, "Liveness", "refused");
  return failure?.reason === "liveness" ? yield* failUntilKilled(life, "Liveness", 500) : undefined;
}

/** Returns the port that its server listens on: the pod's port, unless the image declares only other ports. */
function listeningPort({ container: { ports = [] }, known }: Life): number {
  const asked = ports[0]?.containerPort ?? known?.ports[0] ?? 8080;
  return answersOn(known, asked) ? asked : (known?.ports[0] ?? asked);
}

function* end(
  afterMs: number,
  exitCode: number,
  reason: string,
  log: string[] = [],
): Generator<Step, number> {
  yield { afterMs, state: { exitCode, reason }, log };
  return exitCode;
}

/** Reports forever that the container is not ready. Without a readiness probe, nothing is reported. */
function* failReadiness(life: Life, answer: 503 | "refused"): Generator<Step, undefined> {
  const { readinessProbe: probe } = life.container;
  if (probe === undefined) return undefined;
  const message = `Readiness probe failed: ${failingProbe(life, probe, answer)}`;
  const afterMs = (probe.periodSeconds ?? 10) * life.delays.secondMs;
  for (;;) yield { afterMs, events: [warning("Unhealthy", message)] };
}

/** Plays a readiness probe that fails for a while and recovers, three times. */
function* loseReadiness(life: Life): Generator<Step, undefined> {
  const { container, delays } = life;
  const { readinessProbe: probe } = container;
  if (probe === undefined) return undefined;
  const unhealthy = warning(
    "Unhealthy",
    `Readiness probe failed: ${failingProbe(life, probe, 503)}`,
  );
  const afterMs = 5 * delays.secondMs;
  for (let count = 0; count < 3; count += 1) {
    yield { afterMs, state: "running", ready: false, events: [unhealthy] };
    yield { afterMs, state: "running", ready: true };
  }
  return undefined;
}

/**
 * Plays a probe that fails until its threshold; then the kubelet kills the container.
 * @param besides what else fails meanwhile
 */
function* failUntilKilled(
  life: Life,
  kind: "Liveness" | "Startup",
  answer: ProbeAnswer,
  besides: readonly "Readiness"[] = [],
): Generator<Step, number> {
  const { name, livenessProbe, readinessProbe, startupProbe } = life.container;
  const probes = { Liveness: livenessProbe, Readiness: readinessProbe, Startup: startupProbe };
  const { periodSeconds = 10, failureThreshold = 3 } = probes[kind] ?? {};
  const events = [...besides, kind].map((one) =>
    warning("Unhealthy", `${one} probe failed: ${failingProbe(life, probes[one] ?? {}, answer)}`),
  );
  const afterMs = periodSeconds * life.delays.secondMs;
  for (let count = 0; count < failureThreshold; count += 1) yield { afterMs, events };
  const message = `Container ${name} failed ${kind.toLowerCase()} probe, will be restarted`;
  yield { afterMs: 0, events: [normal("Killing", message)] };
  return yield* end(life.delays.stopMs, 137, "Error");
}
