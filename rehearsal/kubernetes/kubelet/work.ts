import { setTimeout as wait } from "node:timers/promises";
import type { Cluster } from "../cluster.ts";
import type { EventText } from "../events.ts";
import type { Failure, FailureReason } from "../failures.ts";
import { timestamp } from "../names.ts";
import type { Container, Pod } from "../objects.ts";
import type { ContainerStatus } from "../pods.ts";
import { writeConditions, writePhase } from "./status.ts";

export type ImageExists = (image: string) => Promise<boolean> | boolean;

/** One pod on its node: what the parts of the kubelet need to move it along. All waiting ends with the pod. */
export class PodWork {
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
  readonly imageExists: ImageExists;
  /** As it was when the work began; `current` has its state. */
  readonly pod: Pod;
  readonly failures: Failure[];

  /** Hears of what goes wrong in a container that nobody waits for. */
  readonly failed: (error: unknown) => void;

  constructor(parts: Pick<PodWork, "cluster" | "pod" | "imageExists" | "signal" | "failed">) {
    this.cluster = parts.cluster;
    this.pod = parts.pod;
    this.imageExists = parts.imageExists;
    this.signal = parts.signal;
    this.failed = parts.failed;
    this.failures = parts.cluster.failures.of(parts.pod);
  }

  get current(): Pod | undefined {
    const { namespace, name, uid } = this.pod.metadata;
    const pod = this.cluster.store.get("pods", namespace, name);
    return pod?.metadata.uid === uid ? pod : undefined;
  }

  /** Waits real milliseconds. Rejects with AbortError when the pod goes away. */
  async sleep(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.signal });
  }

  /** Waits seconds as the cluster counts them. */
  async seconds(count: number): Promise<void> {
    await this.sleep(count * this.cluster.pace.secondMs);
  }

  /** Waits until something is so, asking again after every change in the cluster. */
  async until(so: () => boolean): Promise<void> {
    while (!so()) await this.nextChange();
  }

  async forever(): Promise<never> {
    for (;;) await this.sleep(2 ** 31 - 1);
  }

  /** Changes the pod's status; its conditions and phase follow from the containers. */
  status(mutate: (pod: Pod) => void): void {
    this.cluster.change(
      "pods",
      this.pod,
      (pod) => {
        mutate(pod);
        writeConditions(pod, timestamp());
        writePhase(pod);
      },
      "status",
    );
  }

  container(name: string, mutate: (status: ContainerStatus) => void): void {
    this.status(({ status }) => {
      const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
      const found = all.find((item) => item.name === name);
      if (found !== undefined) mutate(found);
    });
  }

  record(text: Omit<EventText, "component" | "host">): void {
    const about = this.current;
    if (about === undefined) return;
    const host = this.pod.spec.nodeName;
    this.cluster.record(about, {
      ...text,
      component: "kubelet",
      ...(host === undefined ? {} : { host }),
    });
  }

  /** The scripted failure of one of these reasons that happens to this container. */
  failure(container: Container, ...reasons: FailureReason[]): Failure | undefined {
    const init = this.pod.spec.initContainers ?? [];
    const isInit = init.some(({ name }) => name === container.name);
    return this.failures.find((item) => {
      const first = item.reason === "init" ? init[0] : this.pod.spec.containers[0];
      const target = item.container ?? first?.name;
      return (
        reasons.includes(item.reason) &&
        target === container.name &&
        (isInit || item.reason !== "init")
      );
    });
  }

  private async nextChange(): Promise<void> {
    this.signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = this.cluster.store.subscribe(() => {
        this.signal.removeEventListener("abort", abort);
        end();
        resolve();
      });
      const abort = () => {
        end();
        reject(this.signal.reason as Error);
      };
      this.signal.addEventListener("abort", abort, { once: true });
    });
  }
}
