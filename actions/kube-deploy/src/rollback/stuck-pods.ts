import { conditionOf } from "../api/objects.ts";
import type { Pod, StatefulSet } from "../api/objects.ts";

/** Label with the revision of a StatefulSet that a pod has. */
const REVISION = "controller-revision-hash";

/**
 * Returns the pods for which a StatefulSet waits forever: they belong to the withdrawn version and are not ready, and
 * its controller replaces no pod before the one below it is ready.
 * https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export function stuckPods({ metadata, spec, status }: StatefulSet, pods: readonly Pod[]): Pod[] {
  const isOrdered = (spec.podManagementPolicy ?? "OrderedReady") === "OrderedReady";
  const isRolling = (spec.updateStrategy?.type ?? "RollingUpdate") === "RollingUpdate";
  const wanted = status?.updateRevision;
  if (!isOrdered || !isRolling || wanted === undefined) return [];
  return pods.filter(
    (pod) =>
      pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) === true &&
      pod.metadata.deletionTimestamp === undefined &&
      pod.metadata.labels?.[REVISION] !== wanted &&
      conditionOf(pod.status?.conditions, "Ready")?.status !== "True",
  );
}
