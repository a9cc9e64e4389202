import { randomBytes } from "node:crypto";
import { ApiError, type KubernetesClient } from "../client.ts";
import type { Failure } from "../failures.ts";
import { timestamp } from "../objects/names.ts";
import type { Condition, Pod } from "../objects/types.ts";
import { conditionsOf, mergeConditions, phaseOf, type Containers } from "./pod-status.ts";
import type { PodEvent } from "./steps.ts";

/** Writes what the kubelet knows about one pod to the API server: its status, its events and its end. */
export class PodReporter {
  private readonly pod: Pod;
  private readonly containers: Containers;
  private readonly client: KubernetesClient;
  private readonly podIp: string;
  private readonly path: string;
  private readonly isQuiet: boolean;
  private readonly startTime = timestamp();
  private readonly events = new Map<string, { name: string; count: number }>();
  private conditions: Condition[] = [];
  private writing = Promise.resolve();
  private isStopped = false;

  constructor(
    pod: Pod,
    containers: Containers,
    {
      client,
      podIp,
      failures,
    }: { client: KubernetesClient; podIp: string; failures: readonly Failure[] },
  ) {
    this.isQuiet = failures.some(({ reason }) => reason === "quiet");
    this.pod = pod;
    this.containers = containers;
    this.client = client;
    this.podIp = podIp;
    this.path = `/api/v1/namespaces/${pod.metadata.namespace ?? ""}/pods/${pod.metadata.name}`;
  }

  /** Writes the status. Only one write runs at a time, so that an older status never overtakes a newer one. */
  writeStatus(): Promise<void> {
    this.writing = this.writing.then(() => this.attempt(() => this.writeStatusNow()));
    return this.writing;
  }

  /** Stops writing the status. */
  stop(): void {
    this.isStopped = true;
  }

  /** Writes an event, or increases the count of the same event of this pod. */
  async postEvent(event: PodEvent, fieldPath?: string): Promise<void> {
    if (this.isQuiet) return;
    const { namespace = "" } = this.pod.metadata;
    const key = JSON.stringify([event, fieldPath]);
    const known = this.events.get(key);
    const { name, count } = known ?? { name: this.newEventName(), count: 0 };
    this.events.set(key, { name, count: count + 1 });
    const path = `/api/v1/namespaces/${namespace}/events`;
    await this.attempt(() =>
      known === undefined
        ? this.client.request("POST", path, this.eventOf(event, name, fieldPath))
        : this.client.request("PATCH", `${path}/${name}`, countUp(count + 1), JSON_PATCH),
    );
  }

  private newEventName(): string {
    return `${this.pod.metadata.name}.${randomBytes(8).toString("hex")}`;
  }

  private eventOf({ type, reason, message }: PodEvent, eventName: string, fieldPath?: string) {
    const now = timestamp();
    const { namespace = "", name, uid } = this.pod.metadata;
    const { nodeName: host = "" } = this.pod.spec;
    const involved = { apiVersion: "v1", kind: "Pod", namespace, name, uid };
    return {
      metadata: { name: eventName, namespace },
      involvedObject: { ...involved, ...(fieldPath === undefined ? {} : { fieldPath }) },
      type,
      reason,
      message,
      source: { component: "kubelet", host },
      reportingComponent: "kubelet",
      reportingInstance: host,
      firstTimestamp: now,
      lastTimestamp: now,
      eventTime: null,
      count: 1,
    };
  }

  /** Removes the object of a pod whose containers have stopped. */
  async removePod(): Promise<void> {
    const { uid } = this.pod.metadata;
    const options = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 };
    await this.attempt(() =>
      this.client.request("DELETE", this.path, { ...options, preconditions: { uid } }),
    );
  }

  private async writeStatusNow(): Promise<void> {
    if (this.isStopped) return;
    const current = (await this.client.request("GET", this.path)) as Pod;
    if (current.metadata.uid !== this.pod.metadata.uid) return;
    const { init, main } = this.containers;
    const others = current.status.conditions ?? [];
    const { pod, containers, conditions } = this;
    this.conditions = conditionsOf(pod, containers, conditions, timestamp(), others);
    const status = {
      // Fields of other writers stay: the scheduler's condition, the QoS class of the pod.
      ...current.status,
      conditions: mergeConditions(others, this.conditions),
      phase: phaseOf(this.pod, this.containers),
      observedGeneration: current.metadata.generation ?? 1,
      hostIP: "127.0.0.1",
      hostIPs: [{ ip: "127.0.0.1" }],
      podIP: this.podIp,
      podIPs: [{ ip: this.podIp }],
      startTime: this.startTime,
      containerStatuses: main,
      ...(init.length === 0 ? {} : { initContainerStatuses: init }),
    };
    try {
      await this.client.request("PUT", `${this.path}/status`, { ...current, status });
    } catch (error) {
      // Another client wrote in between. The write is retried with the newer version.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      await this.writeStatusNow();
    }
  }

  /** Tries a write. The pod or its namespace may be gone before the kubelet learns about it. */
  private async attempt(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const isGone = error instanceof ApiError && [403, 404, 409].includes(error.status);
      if (!isGone) throw error;
    }
  }
}

const JSON_PATCH = "application/json-patch+json";

const countUp = (count: number): object[] => [
  { op: "replace", path: "/count", value: count },
  { op: "replace", path: "/lastTimestamp", value: timestamp() },
];
