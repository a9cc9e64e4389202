import type { KubernetesClient } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import type { KubernetesObject, Pod, WorkloadKind } from "../api/objects.ts";
import { collectionPath, customCollectionPath, fullKind } from "../api/resources.ts";
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
  /** Called for a kind that the caller may not read and that the rollout can be evaluated without. */
  onUnreadable(kind: string, error: ApiError): void;
  /** Called for each error that is followed by a retry. */
  onRetry(error: Error): void;
}

/** Kinds that only add reasons: the rollout can be evaluated without them. */
const OPTIONAL: readonly string[] = ["Event"];

/** A collection, and where to list and watch it. */
interface WatchedCollection extends Collection {
  path: string;
}

/**
 * Keeps a view up to date with the cluster until `signal` is aborted, with one watch for each kind and namespace.
 * @throws ApiError or ConnectionError if a needed kind can no longer be watched
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
      const { kind, path } = collection;
      try {
        await watchCollection(client, path, updates, {
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

/** Returns the collections with the workloads and the objects that evaluate their rollout; each collection once. */
function collectionsOf(workloads: readonly Workload[]): WatchedCollection[] {
  const collections = new Map<string, WatchedCollection>();
  for (const collection of workloads.flatMap(collectionsFor))
    collections.set(collection.path, collection);
  return [...collections.values()];
}

function collectionsFor(workload: Workload): WatchedCollection[] {
  const { namespace, custom } = workload;
  if (custom !== undefined)
    return [{ kind: fullKind(custom), namespace, path: customCollectionPath(custom, namespace) }];
  return kindsFor(workload.kind).map((kind) => ({
    kind,
    namespace,
    path: collectionPath(kind, namespace),
  }));
}

const kindsFor = (kind: WorkloadKind): ResourceKind[] =>
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
