import type { Cluster } from "../objects/cluster.ts";
import type { KubernetesObject, Pod, PodTemplate } from "../objects/types.ts";
import { StatusError } from "../objects/refusals.ts";
import { isOwnedBy, ownedBy } from "./loop.ts";

/** Returns the pods that an object controls. */
export function podsOf(cluster: Cluster, owner: KubernetesObject): Pod[] {
  return cluster.store
    .list("pods", owner.metadata.namespace)
    .filter((pod) => isOwnedBy(pod, owner));
}

/** How many cluster seconds a controller waits before it retries a request that the API refused. */
export const RETRY_SECONDS = 10;

/** Returns whether a pod has not ended. Such a pod uses resources of its node. */
export function isLive({ status }: Pod): boolean {
  return status.phase !== "Succeeded" && status.phase !== "Failed";
}

export function isActive(pod: Pod): boolean {
  return isLive(pod) && pod.metadata.deletionTimestamp === undefined;
}

function readySince({ status }: Pod): string | undefined {
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" ? (ready.lastTransitionTime ?? "") : undefined;
}

/**
 * Returns the milliseconds until a pod has been ready for the required time; 0 if it is available, undefined if it is
 * not ready.
 */
function untilAvailable(
  cluster: Cluster,
  pod: Pod,
  minReadySeconds: number,
  now: number,
): number | undefined {
  const since = readySince(pod);
  if (since === undefined) return undefined;
  // The condition's time has whole seconds, but a cluster second of a rehearsal is much shorter.
  const readyFor = now - cluster.readyAt(pod, Date.parse(since));
  return Math.max(0, minReadySeconds * cluster.delays.secondMs - readyFor);
}

/** Returns whether a pod is available at `now`, in milliseconds since the epoch. */
export function isAvailable(cluster: Cluster, pod: Pod, now: number, minReadySeconds = 0): boolean {
  return untilAvailable(cluster, pod, minReadySeconds, now) === 0;
}

/**
 * Returns the milliseconds until the next of these pods becomes available, seen from `now`. `now` must be the time at
 * which the status was computed: otherwise a pod that became available in between would never be checked again.
 */
export function nextAvailable(
  cluster: Cluster,
  pods: Pod[],
  now: number,
  minReadySeconds = 0,
): number | undefined {
  const times = pods
    .map((pod) => untilAvailable(cluster, pod, minReadySeconds, now))
    .filter((ms) => ms !== undefined && ms > 0);
  return times.length === 0 ? undefined : Math.min(...(times as number[]));
}

/**
 * Creates a pod from its controller's template, and records the event.
 * @returns the API's refusal, if any
 */
export function createPod(
  cluster: Cluster,
  owner: KubernetesObject,
  template: PodTemplate,
  component: string,
): StatusError | undefined {
  const { labels = {}, annotations = {} } = template.metadata;
  const { name, namespace } = owner.metadata;
  const metadata = { namespace, labels, annotations, generateName: `${name}-` };
  try {
    const pod = cluster.create("pods", {
      metadata: { ...metadata, ownerReferences: ownedBy(owner) },
      spec: template.spec,
    });
    const message = `Created pod: ${pod.metadata.name}`;
    cluster.record(owner, { reason: "SuccessfulCreate", message, component });
    return undefined;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const message = `Error creating: ${error.message}`;
    cluster.record(owner, { reason: "FailedCreate", message, component, warning: true });
    return error;
  }
}

export function deletePod(
  cluster: Cluster,
  owner: KubernetesObject,
  { metadata }: Pod,
  component: string,
): void {
  cluster.remove("pods", metadata.namespace, metadata.name);
  const message = `Deleted pod: ${metadata.name}`;
  cluster.record(owner, { reason: "SuccessfulDelete", message, component });
}

/** Returns the counters as statuses contain them: without zeros. */
export function withoutZeros(numbers: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).filter(([, count]) => count > 0));
}
