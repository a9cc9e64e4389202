import type { KubernetesClient } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import type { Event, KubernetesObject, Pod, ReplicaSet } from "../api/objects.ts";
import { collectionPath } from "../api/resources.ts";
import type { ResourceKind } from "../api/resources.ts";
import { follow } from "../api/watch.ts";
import type { Watcher } from "../api/watch.ts";
import type { Workload } from "../workloads/workloads.ts";

/** What the rollout is told while it watches. */
export interface ViewListener {
  /** Something changed; all needed lists have come. */
  onChange(): void;
  onPod(pod: Pod): void;
  /** A kind that may not be read, without which the verdict only says less (K-E 49). */
  onMissing(kind: ResourceKind, error: ApiError): void;
  /** A break that is being mended. */
  onRetry(error: Error): void;
}

/** Kinds the verdict can do without. */
const OPTIONAL: readonly ResourceKind[] = ["Event"];

/** A live copy of the objects that the workloads consist of, kept by one watch for each kind and namespace. */
export class ClusterView {
  readonly #objects = new Map<ResourceKind, Map<string, KubernetesObject>>();
  readonly #collections: { kind: ResourceKind; namespace: string }[];
  readonly #client: KubernetesClient;
  #waitingFor: number;

  constructor(client: KubernetesClient, workloads: readonly Workload[]) {
    this.#client = client;
    const collections = new Map<string, { kind: ResourceKind; namespace: string }>();
    for (const { kind, namespace } of workloads)
      for (const each of kindsFor(kind))
        collections.set(`${namespace} ${each}`, { kind: each, namespace });
    this.#collections = [...collections.values()];
    this.#waitingFor = this.#collections.length;
  }

  /** Watches until the signal. @throws ApiError or ConnectionError when a needed kind cannot be watched any more */
  async watch(listener: ViewListener, signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.#collections.map(async ({ kind, namespace }) => {
        const watcher = this.#watcher(kind, namespace, listener);
        const path = collectionPath(kind, namespace);
        try {
          await follow(this.#client, path, watcher, {
            signal,
            onRetry: (error) => listener.onRetry(error),
          });
        } catch (error) {
          if (!OPTIONAL.includes(kind) || !(error instanceof ApiError)) throw error;
          listener.onMissing(kind, error);
          watcher.replace([]);
        }
      }),
    );
  }

  /** Whether every collection has been listed once. */
  get complete(): boolean {
    return this.#waitingFor === 0;
  }

  /** The object of a workload, if it is there. */
  find(kind: ResourceKind, namespace: string, name: string): KubernetesObject | undefined {
    return this.#of(kind).get(`${namespace}/${name}`);
  }

  /** Objects of a kind that the owner controls. */
  owned(kind: "ReplicaSet", uid: string): ReplicaSet[];
  owned(kind: "Pod", uid: string): Pod[];
  owned(kind: ResourceKind, uid: string): KubernetesObject[] {
    return [...this.#of(kind).values()].filter(({ metadata }) =>
      metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.controller !== false),
    );
  }

  eventsOf(uid: string): Event[] {
    const events = [...this.#of("Event").values()] as Event[];
    return events.filter(({ involvedObject }) => involvedObject.uid === uid);
  }

  #of(kind: ResourceKind): Map<string, KubernetesObject> {
    const known = this.#objects.get(kind) ?? new Map<string, KubernetesObject>();
    this.#objects.set(kind, known);
    return known;
  }

  #watcher(
    kind: ResourceKind,
    namespace: string,
    listener: ViewListener,
  ): Watcher<KubernetesObject> {
    const objects = this.#of(kind);
    let listed = false;
    const keyOf = ({ metadata }: KubernetesObject) => `${namespace}/${metadata.name}`;
    const set = (object: KubernetesObject) => {
      objects.set(keyOf(object), object);
      if (kind === "Pod") listener.onPod(object as Pod);
    };
    const changed = () => {
      if (this.complete) listener.onChange();
    };
    return {
      replace: (all) => {
        for (const key of [...objects.keys()])
          if (key.startsWith(`${namespace}/`)) objects.delete(key);
        all.forEach(set);
        if (!listed) this.#waitingFor -= 1;
        listed = true;
        changed();
      },
      set: (object) => {
        set(object);
        changed();
      },
      remove: (object) => {
        objects.delete(keyOf(object));
        changed();
      },
    };
  }
}

const kindsFor = (kind: Workload["kind"]): ResourceKind[] =>
  kind === "Deployment" ? [kind, "ReplicaSet", "Pod", "Event"] : [kind, "Pod", "Event"];
