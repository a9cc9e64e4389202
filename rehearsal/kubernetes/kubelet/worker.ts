import { setTimeout as pause } from "node:timers/promises";
import type { KubernetesClient } from "../client.ts";
import type { Delays } from "../delays.ts";
import { failureOf, type Failure, type FailureReason } from "../failures.ts";
import { timestamp } from "../objects/names.ts";
import type { Container, ContainerStatus, Node, Pod } from "../objects/types.ts";
import { findUserProblem, type FindImage, type KnownImage } from "./image-fit.ts";
import type { ContainerLogs } from "./logs.ts";
import { PodReporter } from "./reporter.ts";
import { firstStatus, imageId, isSettled, newContainerId } from "./pod-status.ts";
import { pullImage } from "./pulls.ts";
import { References } from "./references.ts";
import { runContainer, warning, type Role, type Step } from "./steps.ts";

export interface WorkerOptions {
  client: KubernetesClient;
  delays: Delays;
  failures: readonly Failure[];
  findImage: FindImage;
  logs: ContainerLogs;
  podIp: string;
  report(problem: unknown): void;
}

/** Plays one pod: its init containers one after the other, then the other containers in parallel. */
export class PodWorker {
  readonly pod: Pod;
  readonly init: ContainerStatus[];
  readonly main: ContainerStatus[];
  isMounting = true;
  private readonly options: WorkerOptions;
  private readonly reporter: PodReporter;
  private readonly references: References;
  private readonly ended = new AbortController();
  /** What is known about the pulled images, by name. */
  private readonly pulled = new Map<string, KnownImage>();
  private isTerminating = false;

  constructor(pod: Pod, options: WorkerOptions) {
    this.pod = pod;
    this.options = options;
    const { initContainers = [], containers } = pod.spec;
    const { initContainerStatuses, containerStatuses } = pod.status;
    const hasInit = initContainers.length > 0;
    // A pod that was healthy when the world was saved continues unchanged. Any other pod starts again.
    this.init =
      (isSettled(pod) ? initContainerStatuses : undefined) ??
      initContainers.map((container) => firstStatus(container, true));
    this.main =
      (isSettled(pod) ? containerStatuses : undefined) ??
      containers.map((container) => firstStatus(container, hasInit));
    this.reporter = new PodReporter(pod, this, options);
    this.references = new References(options.client, pod.metadata.namespace ?? "");
  }

  /** Plays until nothing more happens. Ends early and silently if the pod is removed. */
  async run(): Promise<void> {
    if (isSettled(this.pod)) return;
    const { spec } = this.pod;
    try {
      await this.reporter.writeStatus();
      await this.mountVolumes();
      this.isMounting = false;
      for (const [index, container] of (spec.initContainers ?? []).entries()) {
        const status = this.init[index];
        // The containers after it wait until it succeeds, if necessary forever.
        if (status === undefined || !(await this.initialize(container, status))) return;
      }
      const lives = spec.containers.map(async (container, index) => {
        const status = this.main[index];
        if (status !== undefined) await this.play(container, status, false);
      });
      await Promise.all(lives);
    } catch (error) {
      this.reportUnlessEnded(error);
    }
  }

  /** Ends the pod as its deletion requests: stops its containers, then removes the object. */
  async terminate(): Promise<void> {
    if (this.isTerminating) return;
    this.isTerminating = true;
    this.stop();
    const running = this.main.filter(({ state }) => state?.running !== undefined);
    for (const { name } of running)
      await this.reporter.postEvent(
        { type: "Normal", reason: "Killing", message: `Stopping container ${name}` },
        `spec.containers{${name}}`,
      );
    if (running.length > 0) await pause(this.options.delays.stopMs);
    await this.reporter.removePod();
  }

  /** Stops playing: no further step follows. */
  stop(): void {
    this.ended.abort();
    this.reporter.stop();
  }

  private reportUnlessEnded(error: unknown): void {
    if (!this.ended.signal.aborted) this.options.report(error);
  }

  private async mountVolumes(): Promise<void> {
    for (;;) {
      const problem = await this.references.findVolumeProblem(this.pod);
      if (problem === undefined) return;
      await this.reporter.postEvent(warning("FailedMount", problem));
      await this.wait(2 * this.options.delays.secondMs);
    }
  }

  /** @returns whether the next container may start */
  private async initialize(container: Container, status: ContainerStatus): Promise<boolean> {
    if (container.restartPolicy !== "Always") {
      await this.play(container, status, true);
      return status.ready;
    }
    // A sidecar runs next to the other containers, which only wait until it is ready.
    await new Promise<void>((resolve) => {
      this.play(container, status, true, resolve).catch((error: unknown) =>
        this.reportUnlessEnded(error),
      );
    });
    return true;
  }

  private async play(
    container: Container,
    status: ContainerStatus,
    isInit: boolean,
    onReady?: () => void,
  ): Promise<void> {
    const fieldPath = `spec.${isInit ? "initContainers" : "containers"}{${container.name}}`;
    for await (const step of this.live(container, isInit)) {
      await this.wait(step.afterMs);
      this.apply(container, status, step, isInit);
      for (const event of step.events ?? []) await this.reporter.postEvent(event, fieldPath);
      if (step.state !== undefined) await this.reporter.writeStatus();
      if (status.ready) onReady?.();
    }
  }

  /** Plays the life of a container, beginning with the pull of its image. */
  private async *live(container: Container, isInit: boolean): AsyncGenerator<Step> {
    const { delays, failures, podIp } = this.options;
    const { name, namespace = "", uid } = this.pod.metadata;
    const { image = "" } = container;
    const failure = failureOf(failures, container, isInit);
    const podName = `${name}_${namespace}(${uid})`;
    yield* pullImage(image, delays, () => this.pull(image, failure));
    const known = this.pulled.get(image);
    yield* this.buildEnvironment(async () => {
      if (failure?.reason === "config-error") return 'secret "app-secrets" not found';
      if (known === undefined) return await this.references.findEnvironmentProblem(container);
      return (
        (await this.references.findEnvironmentProblem(container)) ??
        findUserProblem(this.pod, container, known, podName)
      );
    });
    const podPolicy = this.pod.spec.restartPolicy ?? "Always";
    const isSidecar = isInit && container.restartPolicy === "Always";
    const isTask = isInit ? !isSidecar : podPolicy !== "Always";
    const role: Role = isTask ? "task" : "service";
    // An init container is restarted until it succeeds, unless the pod's policy is Never.
    const initPolicy = podPolicy === "Never" ? "Never" : "OnFailure";
    const restartPolicy = isInit ? (isSidecar ? "Always" : initPolicy) : podPolicy;
    const life = { container, role, failure, restartPolicy, podName, podIp, delays };
    yield* runContainer({ ...life, known });
  }

  /** Looks the image up again for each try. @returns why it cannot be pulled, or another scripted failure */
  private async pull(
    image: string,
    failure: Failure | undefined,
  ): Promise<FailureReason | undefined> {
    const found = await this.options.findImage(image, await this.architecture());
    if (typeof found === "object") this.pulled.set(image, found);
    if (failure !== undefined) return failure.reason;
    return typeof found === "string" ? PULL_FAILURES[found] : undefined;
  }

  /** Returns the architecture of the pod's node. */
  private async architecture(): Promise<string> {
    const { nodeName = "" } = this.pod.spec;
    const node = (await this.options.client.request("GET", `/api/v1/nodes/${nodeName}`)) as Node;
    return node.status.nodeInfo?.architecture ?? "amd64";
  }

  /** Reports CreateContainerConfigError while a Secret or ConfigMap is missing or the image's user is not allowed. */
  private async *buildEnvironment(
    findProblem: () => Promise<string | undefined>,
  ): AsyncGenerator<Step> {
    for (let afterMs = 0; ; afterMs = 10 * this.options.delays.secondMs) {
      const message = await findProblem();
      if (message === undefined) return;
      const state = { waiting: { reason: "CreateContainerConfigError", message } };
      yield { afterMs, state, events: [warning("Failed", `Error: ${message}`)] };
    }
  }

  private apply(container: Container, status: ContainerStatus, step: Step, isInit: boolean): void {
    const { state } = step;
    const now = timestamp();
    if (state === "running") {
      if (status.state?.running === undefined) this.start(container, status, now);
      status.ready = step.ready ?? false;
      // Without a startup probe, a container counts as started once it runs. Init containers never count as started.
      status.started =
        (!isInit || container.restartPolicy === "Always") &&
        (container.startupProbe === undefined || status.ready);
    } else if (state !== undefined && "exitCode" in state) {
      const startedAt = status.state?.running?.startedAt ?? now;
      const { containerID = "" } = status;
      status.state = { terminated: { ...state, startedAt, finishedAt: now, containerID } };
      status.ready = isInit && state.exitCode === 0;
      status.started = false;
    } else if (state !== undefined) {
      if (status.state?.terminated !== undefined) status.lastState = status.state;
      status.state = state;
      status.ready = false;
    }
    this.options.logs.write(this.pod.metadata.uid, container.name, step.log ?? []);
  }

  private start({ name, image = "" }: Container, status: ContainerStatus, now: string): void {
    if (status.containerID !== undefined) status.restartCount += 1;
    if (status.state?.terminated !== undefined) status.lastState = status.state;
    status.containerID = newContainerId();
    status.imageID = imageId(image, this.pulled.get(image)?.digest);
    status.state = { running: { startedAt: now } };
    this.options.logs.start(this.pod.metadata.uid, name);
  }

  private async wait(ms: number): Promise<void> {
    if (ms > 0) await pause(ms, undefined, { signal: this.ended.signal });
    this.ended.signal.throwIfAborted();
  }
}

const PULL_FAILURES = {
  "not-found": "image-not-found",
  "wrong-platform": "image-wrong-platform",
} as const;
