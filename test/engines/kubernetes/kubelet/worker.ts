import { setTimeout as pause } from "node:timers/promises";
import { ApiError, type Api } from "../api.ts";
import { failureOf, type PodFailure } from "./failures.ts";
import { conditionsOf, containerId, firstStatus, imageId, phaseOf } from "./status.ts";
import { stepsOf, type Pace, type Step } from "./steps.ts";
import {
  timestamp,
  type Condition,
  type Container,
  type ContainerStatus,
  type Pod,
} from "./pod.ts";

/** Lines of the container that runs now and of the one before it. */
export interface ContainerLog {
  current: { at: string; text: string }[];
  previous: { at: string; text: string }[];
}

export interface WorkerOptions {
  api: Api;
  pace: Pace;
  failures: readonly PodFailure[];
  imageExists?: (image: string) => boolean | Promise<boolean>;
  podIp: string;
  report(problem: string): void;
}

/** Plays one pod: its init containers one after the other, then the others side by side. */
export class PodWorker {
  pod: Pod;
  readonly init: ContainerStatus[];
  readonly main: ContainerStatus[];
  readonly logs = new Map<string, ContainerLog>();
  private readonly options: WorkerOptions;
  private readonly ended = new AbortController();
  private conditions: Condition[] = [];
  private writing = Promise.resolve();
  private terminating = false;

  constructor(pod: Pod, options: WorkerOptions) {
    this.pod = pod;
    this.options = options;
    const initContainers = pod.spec.initContainers ?? [];
    this.init = initContainers.map((container) => firstStatus(container, true));
    this.main = pod.spec.containers.map((one) => firstStatus(one, initContainers.length > 0));
  }

  /** Plays until the last step; ends early and silently when the pod is taken away. */
  async run(): Promise<void> {
    try {
      await this.write();
      for (const [index, container] of (this.pod.spec.initContainers ?? []).entries()) {
        const status = this.init[index];
        if (status === undefined) continue;
        await this.play(container, status, true);
        // What follows waits for it, for ever if need be.
        if (!status.ready) return;
      }
      await Promise.all(
        this.pod.spec.containers.map(async (container, index) => {
          const status = this.main[index];
          if (status !== undefined) await this.play(container, status, false);
        }),
      );
    } catch (error) {
      if (!this.ended.signal.aborted) this.options.report(`${this.name}: ${String(error)}`);
    }
  }

  get name(): string {
    return `${this.pod.metadata.namespace}/${this.pod.metadata.name}`;
  }

  /** Ends the pod the way its deletion asks for: stops its containers, then removes the object. */
  async terminate(): Promise<void> {
    if (this.terminating) return;
    this.terminating = true;
    this.stop();
    const running = this.main.filter((status) => status.state.running !== undefined);
    for (const status of running) {
      const message = `Stopping container ${status.name}`;
      await this.postEvent(status.name, { type: "Normal", reason: "Killing", message });
    }
    if (running.length > 0) await pause(this.options.pace.terminateMs);
    const { namespace, name, uid } = this.pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const options = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 };
    await this.attempt("DELETE", path, { ...options, preconditions: { uid } });
  }

  get stopped(): boolean {
    return this.ended.signal.aborted;
  }

  /** Plays no further step. */
  stop(): void {
    this.ended.abort();
  }

  private async play(container: Container, status: ContainerStatus, init: boolean): Promise<void> {
    const { failures, pace, imageExists } = this.options;
    const scripted = failureOf(this.pod, container, init, failures);
    const exists = scripted !== undefined || ((await imageExists?.(container.image)) ?? true);
    const failure = exists ? scripted : "image-not-found";
    const runsToEnd = init || (this.pod.spec.restartPolicy ?? "Always") !== "Always";
    const kind =
      init && container.restartPolicy !== "Always" ? "init" : runsToEnd ? "job" : "service";
    for (const step of stepsOf(this.pod, container, kind, failure, pace)) {
      await pause(step.afterMs, undefined, { signal: this.ended.signal });
      this.apply(container, status, step, init);
      for (const event of step.events) await this.postEvent(container.name, event, init);
      await this.write();
    }
  }

  private apply(container: Container, status: ContainerStatus, step: Step, init: boolean): void {
    const now = timestamp();
    const { state } = step;
    if (state === "running") {
      if (status.state.running === undefined) this.startContainer(container, status, step, now);
      status.ready = step.ready ?? false;
    } else if ("ended" in state) {
      status.state = {
        terminated: {
          exitCode: state.ended,
          reason: state.reason,
          startedAt: status.state.running?.startedAt ?? now,
          finishedAt: now,
          containerID: status.containerID ?? "",
        },
      };
      status.ready = init && state.ended === 0;
      status.started = false;
    } else {
      if (status.state.terminated !== undefined) status.lastState = status.state;
      status.state = state;
      status.ready = false;
    }
    const log = this.logs.get(container.name);
    for (const text of step.log ?? []) log?.current.push({ at: new Date().toISOString(), text });
  }

  private startContainer(
    container: Container,
    status: ContainerStatus,
    step: Step,
    now: string,
  ): void {
    if (step.restarted === true) status.restartCount += 1;
    status.containerID = containerId();
    status.imageID = imageId(container.image);
    status.state = { running: { startedAt: now } };
    status.started = true;
    const before = this.logs.get(container.name);
    this.logs.set(container.name, { current: [], previous: before?.current ?? [] });
  }

  /** Writes the status; one write at a time, so that an older one never overtakes a newer one. */
  private write(): Promise<void> {
    this.writing = this.writing.then(() => this.writeNow());
    return this.writing;
  }

  private async writeNow(): Promise<void> {
    if (this.ended.signal.aborted) return;
    const now = timestamp();
    const { namespace, name, generation } = this.pod.metadata;
    const containers = { init: this.init, main: this.main };
    this.conditions = conditionsOf(this.pod, containers, this.conditions, now);
    const status = {
      phase: phaseOf(this.pod, containers),
      observedGeneration: generation ?? 1,
      // A strategic merge keeps what is not named: what no longer applies has to be named.
      conditions: this.conditions.map((one) => ({ reason: null, message: null, ...one })),
      hostIP: "127.0.0.1",
      hostIPs: [{ ip: "127.0.0.1" }],
      podIP: this.options.podIp,
      podIPs: [{ ip: this.options.podIp }],
      startTime: this.pod.status?.startTime ?? now,
      containerStatuses: this.main,
      ...(this.init.length === 0 ? {} : { initContainerStatuses: this.init }),
    };
    this.pod.status = { ...this.pod.status, startTime: status.startTime };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    const type = "application/strategic-merge-patch+json";
    await this.attempt("PATCH", path, { metadata: { uid: this.pod.metadata.uid }, status }, type);
  }

  private async postEvent(
    container: string,
    event: Step["events"][number],
    init = false,
  ): Promise<void> {
    const now = timestamp();
    const { namespace, name, uid } = this.pod.metadata;
    const suffix = containerId().slice(-16);
    await this.attempt("POST", `/api/v1/namespaces/${namespace}/events`, {
      metadata: { name: `${name}.${suffix}`, namespace },
      involvedObject: {
        apiVersion: "v1",
        kind: "Pod",
        namespace,
        name,
        uid,
        fieldPath: `spec.${init ? "initContainers" : "containers"}{${container}}`,
      },
      ...event,
      source: { component: "kubelet", host: this.pod.spec.nodeName },
      reportingComponent: "kubelet",
      reportingInstance: this.pod.spec.nodeName,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
  }

  /** A pod or its namespace may be gone before we are told: that is no problem of ours. */
  private async attempt(method: string, path: string, body: unknown, type?: string): Promise<void> {
    try {
      await this.options.api.request(method, path, body, type);
    } catch (error) {
      const gone = error instanceof ApiError && [403, 404, 409].includes(error.status);
      if (!gone) throw error;
    }
  }
}
