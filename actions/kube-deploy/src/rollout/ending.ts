import type { Pod, WorkloadKind, WorkloadObject } from "../api/objects.ts";
import { NEVER } from "../diagnosis/diagnosis.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { ClusterView } from "./view.ts";

/** Milliseconds that the removal of a pod may take beyond its grace period. */
const SLACK = 30_000;

/**
 * Diagnoses pods that do not end although their time is over, where the controller waits for them: it keeps their names,
 * their nodes or their volumes for the next ones.
 * https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/
 * @param serverNow API server clock, in milliseconds since the epoch
 */
export function diagnoseEnding(
  kind: WorkloadKind,
  object: WorkloadObject,
  view: ClusterView,
  serverNow: number,
): Diagnosis | undefined {
  const stuck = waitedFor(kind, object, view).find(
    ({ metadata }) => Date.parse(metadata.deletionTimestamp ?? "") + SLACK < serverNow,
  );
  if (stuck === undefined) return undefined;
  const { name, namespace, finalizers = [] } = stuck.metadata;
  const { nodeName = "" } = stuck.spec;
  return {
    reason: "pod-terminating",
    message: `pod ${name} is being deleted and does not end${finalizers.length > 0 ? ` (finalizers: ${finalizers.join(", ")})` : nodeName === "" ? "" : ` (node ${nodeName})`}`,
    fix:
      finalizers.length > 0
        ? "find the controller that removes these finalizers, and in its log what it waits for"
        : `check the node (\`kubectl describe node ${nodeName}\`) and that the program ends after SIGTERM; only if the node is gone for good, run \`kubectl delete pod ${name} --namespace ${namespace} --force\``,
    fatalAt: NEVER,
    pod: name,
  };
}

/**
 * Until when pods may take to end where the controller waits for them.
 * @returns runner clock, in milliseconds since the epoch; 0: it waits for none
 */
export function endingUntil(
  kind: WorkloadKind,
  object: WorkloadObject,
  view: ClusterView,
  { now, serverNow }: { now: number; serverNow: number },
): number {
  const times = waitedFor(kind, object, view).flatMap(({ metadata }) =>
    metadata.deletionTimestamp === undefined ? [] : [Date.parse(metadata.deletionTimestamp)],
  );
  return times.length === 0 ? 0 : Math.max(...times) + SLACK + (now - serverNow);
}

/** A Deployment that is not of the strategy Recreate makes its new pods beside the old ones. */
function waitedFor(kind: WorkloadKind, object: WorkloadObject, view: ClusterView): Pod[] {
  const { uid } = object.metadata;
  if (kind !== "Deployment") return view.owned("Pod", uid);
  const { strategy } = object.spec as { strategy?: { type?: string } };
  if (strategy?.type !== "Recreate") return [];
  return view.owned("ReplicaSet", uid).flatMap(({ metadata }) => view.owned("Pod", metadata.uid));
}
