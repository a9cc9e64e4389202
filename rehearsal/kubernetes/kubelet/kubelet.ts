import { podAddress } from "../addresses.ts";
import type { Cluster } from "../cluster.ts";
import type { Change } from "../store.ts";
import type { Pod } from "../objects.ts";
import { timestamp } from "../names.ts";
import { runContainer } from "./container.ts";
import { mountVolumes } from "./references.ts";
import { firstStatuses, isSidecar, setCondition } from "./status.ts";
import { PodWork, type ImageExists } from "./work.ts";

/** The kubelets of all nodes: every bound pod gets a life of its own until it ends or is deleted. */
export class Kubelet {
  private readonly cluster: Cluster;
  private readonly imageExists: ImageExists;
  private readonly failed: (error: unknown) => void;
  private readonly lives = new Map<string, { stopping: boolean; abort: AbortController }>();
  private unsubscribe: (() => void) | undefined;

  constructor(cluster: Cluster, imageExists: ImageExists, failed: (error: unknown) => void) {
    this.cluster = cluster;
    this.imageExists = imageExists;
    this.failed = failed;
  }

  start(): void {
    this.unsubscribe = this.cluster.store.subscribe((change) => this.look(change));
    for (const pod of this.cluster.store.list("pods")) this.consider(pod);
  }

  stop(): void {
    this.unsubscribe?.();
    for (const { abort } of this.lives.values()) abort.abort();
    this.lives.clear();
  }

  private look({ plural, type, object }: Change): void {
    if (plural !== "pods") return;
    if (type !== "DELETED") {
      this.consider(object as Pod);
      return;
    }
    this.lives.get(object.metadata.uid)?.abort.abort();
    this.lives.delete(object.metadata.uid);
  }

  private consider(pod: Pod): void {
    const { uid, deletionTimestamp } = pod.metadata;
    const life = this.lives.get(uid);
    if (pod.spec.nodeName === undefined) return;
    if (deletionTimestamp !== undefined) {
      if (life?.stopping === true) return;
      life?.abort.abort();
      this.begin(pod, true, stopPod);
    } else if (life === undefined) this.begin(pod, false, runPod);
  }

  private begin(pod: Pod, stopping: boolean, live: (work: PodWork) => Promise<void>): void {
    const abort = new AbortController();
    this.lives.set(pod.metadata.uid, { stopping, abort });
    const failed = (error: unknown) => {
      // The end of a pod or of the cluster is how a life is meant to stop.
      if (!abort.signal.aborted) this.failed(error);
    };
    const { signal } = abort;
    const { cluster, imageExists } = this;
    live(new PodWork({ cluster, pod, imageExists, signal, failed })).catch(failed);
  }
}

async function stopPod(work: PodWork): Promise<void> {
  const { pod, cluster } = work;
  for (const { name, state } of pod.status.containerStatuses ?? [])
    if (state.running !== undefined) {
      const fieldPath = `spec.containers{${name}}`;
      work.record({ reason: "Killing", message: `Stopping container ${name}`, fieldPath });
    }
  await work.sleep(cluster.pace.stopMs);
  const { namespace, name, uid } = pod.metadata;
  if (work.current === undefined) return;
  cluster.logs.forget(uid);
  cluster.store.remove("pods", namespace, name);
}

/** A pod that was well when the world was saved goes on as it was; any other starts anew. */
function isSettled({ status }: Pod): boolean {
  if (status.phase === "Succeeded" || status.phase === "Failed") return true;
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return status.phase === "Running" && ready?.status === "True";
}

async function runPod(work: PodWork): Promise<void> {
  if (isSettled(work.pod)) return;
  accept(work);
  if (work.failures.some(({ reason }) => reason === "evicted")) {
    evict(work);
    return;
  }
  await mountVolumes(work);
  work.status((pod) => {
    pod.status.podIP ??= podAddress(work.cluster.store);
    pod.status.podIPs = [{ ip: pod.status.podIP }];
  });
  gate(work);
  if (!(await initialise(work))) return;
  work.status(({ status }) => {
    for (const item of status.containerStatuses ?? [])
      if (item.state.waiting?.reason === "PodInitializing")
        item.state.waiting.reason = "ContainerCreating";
  });
  await Promise.all(
    work.pod.spec.containers.map((container) => runContainer(work, container, "main")),
  );
}

function accept(work: PodWork): void {
  const node = work.cluster.store.get("nodes", undefined, work.pod.spec.nodeName ?? "");
  const address =
    node?.status.addresses.find(({ type }) => type === "InternalIP")?.address ?? "10.0.0.1";
  work.status((pod) => {
    firstStatuses(pod);
    pod.status.phase = "Pending";
    pod.status.observedGeneration = pod.metadata.generation ?? 1;
    pod.status.startTime ??= timestamp();
    pod.status.hostIP = address;
    pod.status.hostIPs = [{ ip: address }];
  });
}

/** @returns whether the main containers may start */
async function initialise(work: PodWork): Promise<boolean> {
  for (const container of work.pod.spec.initContainers ?? []) {
    if (!isSidecar(container)) {
      if ((await runContainer(work, container, "init")) !== 0) return false;
      continue;
    }
    // A sidecar runs beside the others; they only wait until it has started.
    runContainer(work, container, "sidecar").catch(work.failed);
    const started = () =>
      work.current?.status.initContainerStatuses?.find(({ name }) => name === container.name)
        ?.started;
    await work.until(() => started() === true);
  }
  return true;
}

function evict(work: PodWork): void {
  const message =
    "The node was low on resource: memory. Threshold quantity: 100Mi, available: 52Mi. ";
  work.record({ reason: "Evicted", message, warning: true });
  work.status(({ status }) =>
    Object.assign(status, { phase: "Failed", reason: "Evicted", message }),
  );
}

/** Plays the load balancer controller, which writes the conditions that readiness gates ask for. */
function gate(work: PodWork): void {
  const unhealthy = work.failures.some(({ reason }) => reason === "readiness-gate");
  work.status((pod) => {
    for (const { conditionType } of pod.spec.readinessGates ?? []) {
      const why = unhealthy
        ? {
            status: "False" as const,
            reason: "Target.ResponseCodeMismatch",
            message: "Health checks failed with these codes: [503]",
          }
        : { status: "True" as const };
      setCondition(pod, { type: conditionType, ...why }, timestamp());
    }
  });
}
