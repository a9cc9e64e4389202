import { retry } from "../../../lib/retry.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { State } from "../../../lib/terraform/state.ts";
import type { KubernetesClient } from "../api/client.ts";
import type { Pod, StatefulSet } from "../api/objects.ts";
import { collectionPath } from "../api/resources.ts";
import { nameOf, workloadsOf } from "../workloads/workloads.ts";
import type { Workload } from "../workloads/workloads.ts";
import { stuckPods } from "./stuck-pods.ts";

/** Seconds for a controller to observe a change; it takes milliseconds unless the cluster has problems. */
const ATTEMPTS = 30;

/** A StatefulSet, and the pods of the withdrawn version that it waits for. */
interface Stuck {
  workload: Workload;
  pods: Pod[];
}

/**
 * Deletes the broken pods for which the StatefulSets of a rollback would wait forever, so that their controllers create
 * them anew. A pod that cannot be deleted only causes a warning: the rollout shows whether the deletion was needed.
 */
export async function unstickStatefulSets(
  client: KubernetesClient,
  state: State,
  { log, cancelled }: Job,
): Promise<void> {
  try {
    for (const { workload, pods } of await findStuck(client, state, cancelled))
      for (const { metadata } of pods) {
        cancelled.throwIfAborted();
        log.warning(`${nameOf(workload)} waits for pod ${metadata.name}, which is deleted now`);
        await client.json(`${collectionPath("Pod", workload.namespace)}/${metadata.name}`, {
          method: "DELETE",
          // Deletes only this pod, not a newer one that has the same name.
          body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: metadata.uid } },
        });
      }
  } catch (error) {
    if (error instanceof ActionError) throw error;
    log.warning(`pods that a StatefulSet waits for are not deleted: ${messageOf(error)}`);
  }
}

/**
 * Adds to the failure of a rollback which StatefulSets wait for a broken pod, and how to end that.
 * @returns the failure unchanged if none waits, or if the cluster does not answer
 */
export async function explainStuck(
  failure: ActionError,
  client: KubernetesClient,
  state: State,
  { cancelled }: Pick<Job, "cancelled">,
): Promise<ActionError> {
  const stuck = await findStuck(client, state, cancelled).catch(() => []);
  if (stuck.length === 0) return failure;
  const news = stuck.map(({ workload, pods }) => {
    const names = pods.map(({ metadata }) => metadata.name).join(" ");
    return `${nameOf(workload)} waits for a pod of the withdrawn version to become ready and replaces it only when it is deleted: run \`kubectl delete pod ${names} --namespace ${workload.namespace}\`, or set unstick-statefulsets`;
  });
  const { reason, message, fix, detail, outputs, cause } = failure;
  return new ActionError({
    reason,
    message: [message, ...news].join(". "),
    outputs,
    cause,
    ...(fix === undefined ? {} : { fix }),
    ...(detail === undefined ? {} : { detail }),
  });
}

/** @throws ApiError, ConnectionError */
async function findStuck(
  client: KubernetesClient,
  state: State,
  cancelled: AbortSignal,
): Promise<Stuck[]> {
  const found: Stuck[] = [];
  for (const workload of workloadsOf(state)) {
    if (workload.kind !== "StatefulSet") continue;
    const set = await readObserved(client, workload, cancelled);
    if (set === undefined) continue;
    const pods = stuckPods(set, await list<Pod>(client, "Pod", workload.namespace));
    if (pods.length > 0) found.push({ workload, pods });
  }
  return found;
}

/** A controller has not observed the newest version yet. */
class NotObserved extends Error {}

/**
 * Returns the StatefulSet as soon as its status is about its newest version: before that, the wanted revision in the
 * status is still the withdrawn one.
 */
const readObserved = (
  client: KubernetesClient,
  { namespace, name }: Workload,
  signal: AbortSignal,
): Promise<StatefulSet | undefined> =>
  retry(
    async () => {
      const sets = await list<StatefulSet>(client, "StatefulSet", namespace);
      const set = sets.find(({ metadata }) => metadata.name === name);
      const { generation = 0 } = set?.metadata ?? {};
      if (set !== undefined && Number(set.status?.observedGeneration ?? 0) < generation)
        throw new NotObserved(`the status of StatefulSet ${namespace}/${name} is not up to date`);
      return set;
    },
    {
      attempts: ATTEMPTS,
      delay: () => 1000,
      signal,
      isTransient: (error) => error instanceof NotObserved,
    },
  );

const list = async <Kind>(
  client: KubernetesClient,
  kind: "Pod" | "StatefulSet",
  namespace: string,
): Promise<Kind[]> => (await client.json<{ items: Kind[] }>(collectionPath(kind, namespace))).items;
