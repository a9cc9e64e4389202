import type { KubernetesClient } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import type { KubernetesObject, Pod } from "../api/objects.ts";
import { collectionPath } from "../api/resources.ts";
import type { ResourceKind } from "../api/resources.ts";
import { watchCollection } from "../api/watch.ts";
import type { CollectionListener } from "../api/watch.ts";
import type { Workload } from "../workloads/workloads.ts";
import type { ClusterView, Collection } from "./view.ts";

export interface ViewListener {
  /** Called after a change, once every collection has been listed. */
  onChange(): void;
  /** Called for each version of a pod. */
  onPod(pod: Pod): void;
  /** Called for a kind that may not be read and that the rollout can be evaluated without. */
  onUnreadable(kind: ResourceKind, error: ApiError): void;
  /** Called for each error that is followed by a retry. */
  onRetry(error: Error): void;
}

/** Kinds that only add reasons: the rollout can be evaluated without them. */
const OPTIONAL: readonly ResourceKind[] = ["Event"];

/**
 * Keeps a view up to date with the cluster until `signal` is aborted, by one watch for each kind and namespace.
 * @throws ApiError or ConnectionError when a kind that is needed cannot be watched any more
 */
export async function synchronizeView(
  view: ClusterView,
  workloads: readonly Workload[],
  client: KubernetesClient,
  listener: ViewListener,
  signal: AbortSignal,
): Promise<void> {
  const collections = collectionsOf(workloads);
  const unlisted = new Set(collections);
  await Promise.all(
    collections.map(async (collection) => {
      const updates = updateView(view, collection, {
        onPod: (pod) => listener.onPod(pod),
        onChange() {
          unlisted.delete(collection);
          if (unlisted.size === 0) listener.onChange();
        },
      });
      const { kind, namespace } = collection;
      try {
        await watchCollection(client, collectionPath(kind, namespace), updates, {
          signal,
          onRetry: (error) => listener.onRetry(error),
        });
      } catch (error) {
        if (!OPTIONAL.includes(kind) || !(error instanceof ApiError)) throw error;
        listener.onUnreadable(kind, error);
        updates.replace([]);
      }
    }),
  );
}

/** The collections that hold the workloads, and the objects by which their rollout is evaluated; each one once. */
function collectionsOf(workloads: readonly Workload[]): Collection[] {
  const collections = new Map<string, Collection>();
  for (const { kind: workloadKind, namespace } of workloads)
    for (const kind of kindsFor(workloadKind))
      collections.set(`${namespace} ${kind}`, { kind, namespace });
  return [...collections.values()];
}

const kindsFor = (kind: Workload["kind"]): ResourceKind[] =>
  kind === "Deployment" ? [kind, "ReplicaSet", "Pod", "Event"] : [kind, "Pod", "Event"];

function updateView(
  view: ClusterView,
  collection: Collection,
  listener: Pick<ViewListener, "onPod" | "onChange">,
): CollectionListener<KubernetesObject> {
  const { kind } = collection;
  const observe = (object: KubernetesObject) => {
    if (kind === "Pod") listener.onPod(object as Pod);
  };
  return {
    replace(objects) {
      view.replace(collection, objects);
      objects.forEach(observe);
      listener.onChange();
    },
    set(object) {
      view.set(kind, object);
      observe(object);
      listener.onChange();
    },
    remove(object) {
      view.remove(kind, object);
      listener.onChange();
    },
  };
}
