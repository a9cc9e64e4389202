import type { Cluster } from "../objects/cluster.ts";
import type { KubernetesObject, Pod, PodTemplate } from "../objects/types.ts";
import { isOwnedBy } from "./loop.ts";

/** The pods that an object controls. */
export function podsOf(cluster: Cluster, owner: KubernetesObject): Pod[] {
  return cluster.store
    .list("pods", owner.metadata.namespace)
    .filter((pod) => isOwnedBy(pod, owner));
}

/** A pod that has not ended: it counts for its node. */
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

/** Milliseconds until a pod has been ready for as long as asked; 0 when it is available, undefined when not ready. */
function untilAvailable(cluster: Cluster, pod: Pod, minReadySeconds = 0): number | undefined {
  const since = readySince(pod);
  if (since === undefined) return undefined;
  // The condition's time has whole seconds, which a rehearsal's second is much shorter than.
  const readyFor = Date.now() - cluster.readyAt(pod, Date.parse(since));
  return Math.max(0, minReadySeconds * cluster.delays.secondMs - readyFor);
}

export function isAvailable(cluster: Cluster, pod: Pod, minReadySeconds = 0): boolean {
  return untilAvailable(cluster, pod, minReadySeconds) === 0;
}

/** Milliseconds until the next of these pods becomes available. */
export function nextAvailable(
  cluster: Cluster,
  pods: Pod[],
  minReadySeconds = 0,
): number | undefined {
  const times = pods
    .map((pod) => untilAvailable(cluster, pod, minReadySeconds))
    .filter((ms) => ms !== undefined && ms > 0);
  return times.length === 0 ? undefined : Math.min(...(times as number[]));
}

/** A pod as a template describes it, for its controller to complete. */
export function podFrom(template: PodTemplate, namespace: string | undefined): Partial<Pod> {
  const { labels, annotations } = template.metadata;
  return structuredClone({
    metadata: {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    } as Pod["metadata"],
    spec: template.spec,
  });
}

/** Counters as statuses carry them: a zero is left out. */
export function withoutZeros(numbers: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).filter(([, count]) => count > 0));
}
