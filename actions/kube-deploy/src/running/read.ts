import type { KubernetesClient } from "../api/client.ts";
import type { Pod } from "../api/objects.ts";
import { collectionPath } from "../api/resources.ts";
import { watchCollection } from "../api/watch.ts";
import type { Status } from "../rollout/status.ts";
import { runningContainers } from "./running-images.ts";
import type { RunningContainer } from "./running-images.ts";

/**
 * Reads what the pods of the workloads run. The pods are listed again: the watch of the rollout may report that a
 * workload is ready before it reports the pods.
 * @throws ApiError, ConnectionError
 */
export async function readRunningContainers(
  client: KubernetesClient,
  statuses: readonly Status[],
): Promise<RunningContainer[]> {
  const namespaces = [...new Set(statuses.map(({ workload }) => workload.namespace))];
  const pods = (await Promise.all(namespaces.map((name) => listPods(client, name)))).flat();
  return statuses.flatMap((status) =>
    runningContainers(
      status,
      pods.filter(({ metadata }) =>
        metadata.ownerReferences?.some(({ uid }) => uid === status.owner),
      ),
    ),
  );
}

/** Lists pods with a watch that ends after its first list, because a watch handles pages and retries. */
async function listPods(client: KubernetesClient, namespace: string): Promise<Pod[]> {
  const listed = new AbortController();
  let pods: Pod[] = [];
  const listener = {
    replace(objects: Pod[]) {
      pods = objects;
      listed.abort();
    },
    set: () => undefined,
    remove: () => undefined,
  };
  await watchCollection(client, collectionPath("Pod", namespace), listener, {
    signal: listed.signal,
  });
  return pods;
}
