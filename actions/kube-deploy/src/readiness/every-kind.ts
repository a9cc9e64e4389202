import { conditionOf } from "../api/objects.ts";
import type {
  Condition,
  Deployment,
  KubernetesObject,
  StatefulSet,
  WorkloadKind,
} from "../api/objects.ts";
import { failed, progressing } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

interface ReportedObject extends KubernetesObject {
  status?: { observedGeneration?: number | string; conditions?: Condition[] };
}

/**
 * Applies the rules for every kind, which precede the kind's own rules, in the order of kstatus: the object is being
 * deleted, its controller has not read the newest spec, Stalled, Reconciling. Undefined if the rules of the kind
 * decide.
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/status/generic.go
 */
export function evaluateEveryKind(object: ReportedObject, counts: Counts): Verdict | undefined {
  const { metadata, status = {} } = object;
  if (metadata.deletionTimestamp !== undefined)
    return progressing(counts, "it is being deleted (a finalizer may hold it)");
  if (status.observedGeneration !== undefined && !isCurrent(object))
    return progressing(counts, "its controller has not read the new specification yet");
  const stalled = conditionOf(status.conditions, "Stalled");
  if (stalled?.status === "True")
    return failed(counts, "stalled", stalled.message ?? "its condition Stalled is True");
  const reconciling = conditionOf(status.conditions, "Reconciling");
  if (reconciling?.status === "True")
    return progressing(counts, reconciling.message ?? "its condition Reconciling is True");
  return undefined;
}

/** Returns whether the controller has read the newest specification. The controller of Jobs does not report this. */
export const isObserved = (kind: WorkloadKind, object: ReportedObject): boolean =>
  kind === "Job" || (object.status?.observedGeneration !== undefined && isCurrent(object));

/** Compares as text: some controllers write the number as a string. https://github.com/helm/helm/issues/32615 */
const isCurrent = ({ metadata: { generation }, status }: ReportedObject): boolean =>
  generation === undefined || String(status?.observedGeneration) === String(generation);

/** Counts the pods of a kind with `replicas`, whose default is 1. */
export const countReplicas = ({ spec, status }: Deployment | StatefulSet): Counts => ({
  desired: spec.replicas ?? 1,
  ready: status?.readyReplicas ?? 0,
});

/** Returns the verdict if the controller has written no status yet: missing counters then do not mean zero. */
export const notReported = (counts: Counts): Verdict =>
  progressing(counts, "its controller has not reported a status yet");
