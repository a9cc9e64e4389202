import { setTimeout as pause } from "node:timers/promises";
import type { Started } from "../../engines/engine.ts";
import type { Kubernetes } from "../../engines/kubernetes/engine.ts";
import { conditionOf } from "../../../actions/kube-deploy/src/api/objects.ts";
import type {
  KubernetesObject,
  Pod,
  WorkloadKind,
  WorkloadObject,
} from "../../../actions/kube-deploy/src/api/objects.ts";
import { collectionPath } from "../../../actions/kube-deploy/src/api/resources.ts";
import type { BuiltInWorkload } from "../../../actions/kube-deploy/src/workloads/workloads.ts";
import { normalize, trimSnapshot } from "./normalize.ts";
import type { TakenSnapshot } from "./normalize.ts";
import { KINDS } from "./recording.ts";
import type { RecordedKind, Recording, Snapshot } from "./recording.ts";

/** A scheduling gate of all pods, so that a scenario decides when each pod is scheduled. */
export const GATE = { name: "recorder.test/hold" };

/**
 * A namespace is at rest if nothing has changed for this many milliseconds. The controller of Jobs acts once a second.
 */
const REST = 2500;
const POLL = 150;
/** Maximum milliseconds for a step, more than any deadline of a scenario. */
const STEP_TIMEOUT = 60_000;

/** Returns whether a pod has a gate. Reads the specification, because the status follows a moment later. */
const isHeld = ({ spec }: Pod & { spec: { schedulingGates?: object[] } }): boolean =>
  (spec.schedulingGates ?? []).length > 0;

/** Returns whether the scheduler or the kubelet still works on a pod. */
function isStarting({ spec, status }: Pod): boolean {
  if (spec.nodeName === undefined) return true;
  const { containerStatuses = [] } = status ?? {};
  const isBusy = containerStatuses.some(
    ({ ready, state }) =>
      state?.waiting?.reason === "ContainerCreating" || (state?.running !== undefined && !ready),
  );
  return containerStatuses.length === 0 || isBusy;
}

/** The status of a Deployment or StatefulSet (readyReplicas) or of a DaemonSet (numberReady). */
interface ReadyCounts {
  observedGeneration?: number;
  readyReplicas?: number;
  numberReady?: number;
}

/** Returns whether a controller, the scheduler or the kubelet still has something to do, however long it takes. */
function hasPendingWork(kind: WorkloadKind, objects: Snapshot): boolean {
  const pods = (objects.Pod ?? []) as Pod[];
  if (pods.some((pod) => !isHeld(pod) && isStarting(pod))) return true;
  // A Job does not count ready pods. Its steps name the status that they wait for.
  if (kind === "Job") return false;
  const [workload] = (objects[kind] ?? []) as (KubernetesObject & { status?: ReadyCounts })[];
  const status = workload?.status ?? {};
  const ready = pods.filter(
    (pod) => conditionOf(pod.status?.conditions, "Ready")?.status === "True",
  );
  const counted = status.readyReplicas ?? status.numberReady ?? 0;
  return status.observedGeneration !== workload?.metadata.generation || counted !== ready.length;
}

/** One namespace of the real control plane, in which one workload is rolled out. */
export class Stage {
  readonly kubelet: Kubernetes["kubelet"];
  readonly #client: Kubernetes["client"];
  readonly #workload: BuiltInWorkload;
  readonly #taken: TakenSnapshot[] = [];

  constructor({ client, kubelet }: Started<Kubernetes>, workload: BuiltInWorkload) {
    this.#client = client;
    this.kubelet = kubelet;
    this.#workload = workload;
  }

  async open(): Promise<void> {
    const metadata = { name: this.#workload.namespace };
    await this.#client.request("POST", "/api/v1/namespaces", { metadata });
    // The API server refuses pods until the controller has made this service account.
    const account = `/api/v1/namespaces/${metadata.name}/serviceaccounts/default`;
    while (!(await this.#exists(account))) await pause(POLL);
  }

  async create(object: { kind: RecordedKind; spec: object }): Promise<void> {
    const { namespace, name } = this.#workload;
    const metadata = { name, namespace };
    await this.#client.request("POST", collectionPath(object.kind, namespace), {
      ...object,
      metadata,
    });
  }

  /** Limits the pods of the namespace with a ResourceQuota, and waits until it is enforced. */
  async limitPods(pods: number): Promise<void> {
    const { namespace } = this.#workload;
    const quotas = `/api/v1/namespaces/${namespace}/resourcequotas`;
    const quota = { metadata: { name: "team", namespace }, spec: { hard: { pods: String(pods) } } };
    if (await this.#exists(`${quotas}/team`)) await this.#patch(`${quotas}/team`, quota);
    else await this.#client.request("POST", quotas, quota);
    for (;;) {
      const { status } = (await this.#client.request("GET", `${quotas}/team`)) as {
        status?: { hard?: { pods?: string } };
      };
      if (status?.hard?.pods === String(pods)) return;
      await pause(POLL);
    }
  }

  /** Merges a change into the workload. */
  async change(patch: object): Promise<void> {
    const { kind, name } = this.#workload;
    await this.#patch(`${this.#path(kind)}/${name}`, patch);
  }

  /** Lets the scheduler take the named pod, or the oldest held pod. Waits until there is one. */
  async release(name?: string): Promise<void> {
    for (const end = Date.now() + STEP_TIMEOUT; Date.now() < end;) {
      const [held] = ((await this.#list("Pod")) as Pod[])
        .filter((pod) => isHeld(pod) && pod.metadata.name === (name ?? pod.metadata.name))
        .sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
      if (held !== undefined) {
        const path = `${this.#path("Pod")}/${held.metadata.name}`;
        await this.#patch(path, { spec: { schedulingGates: null } });
        return;
      }
      await pause(POLL);
    }
    throw new Error(`no pod ${name ?? ""} of ${this.#workload.namespace} is held`);
  }

  /** Keeps a deleted pod in the state Terminating (`hold`), or lets it go. */
  async holdDeletion(name: string, hold: boolean): Promise<void> {
    const finalizers = hold ? ["recorder.test/hold"] : null;
    await this.#patch(`${this.#path("Pod")}/${name}`, { metadata: { finalizers } });
  }

  async deletePod(name: string): Promise<void> {
    await this.#client.request("DELETE", `${this.#path("Pod")}/${name}`);
  }

  /** Waits until the namespace is at rest and the text of the workload's status matches, then records the objects. */
  async step(name: string, status = /./): Promise<void> {
    const { kind } = this.#workload;
    const end = Date.now() + STEP_TIMEOUT;
    let known = "";
    let since = Date.now();
    for (;;) {
      const objects = await this.#snapshot();
      const text = JSON.stringify(trimSnapshot(objects));
      if (text !== known) since = Date.now();
      known = text;
      const statusText = JSON.stringify((objects[kind]?.[0] as WorkloadObject).status ?? {});
      const isAtRest = Date.now() - since >= REST && !hasPendingWork(kind, objects);
      if (isAtRest && status.test(statusText)) {
        this.#taken.push({ step: name, objects });
        return;
      }
      if (Date.now() > end)
        throw new Error(`step "${name}" of ${this.#workload.namespace} does not end: ${known}`);
      await pause(POLL);
    }
  }

  /** Returns the steps so far. */
  recording(): Recording {
    const steps = normalize(this.#taken, this.#workload.namespace);
    return { workload: { ...this.#workload, namespace: "shop" }, steps };
  }

  async close(): Promise<void> {
    await this.#client.request("DELETE", `/api/v1/namespaces/${this.#workload.namespace}`);
  }

  async #snapshot(): Promise<Snapshot> {
    const lists = await Promise.all(KINDS.map(async (kind) => [kind, await this.#list(kind)]));
    return Object.fromEntries(lists) as Snapshot;
  }

  async #list(kind: RecordedKind): Promise<KubernetesObject[]> {
    const { items } = (await this.#client.request("GET", this.#path(kind))) as {
      items: KubernetesObject[];
    };
    return items;
  }

  async #exists(path: string): Promise<boolean> {
    return await this.#client.request("GET", path).then(
      () => true,
      () => false,
    );
  }

  #path(kind: RecordedKind): string {
    return collectionPath(kind, this.#workload.namespace);
  }

  async #patch(path: string, patch: object): Promise<void> {
    await this.#client.request("PATCH", path, patch, "application/merge-patch+json");
  }
}
