import { conditionOf } from "../api/objects.ts";
import type { Condition, KubernetesObject } from "../api/objects.ts";
import { failed, progressing } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

interface ReportedObject extends KubernetesObject {
  status?: { observedGeneration?: number | string; conditions?: Condition[] };
}

/**
 * The rules that hold for every kind and come before its own, in the order of kstatus: the object is being deleted, its
 * controller has not read the newest spec, Stalled, Reconciling. Undefined: the rules of the kind decide.
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/status/generic.go
 */
export function evaluateEveryKind(object: ReportedObject, counts: Counts): Verdict | undefined {
  const { metadata, status = {} } = object;
  if (metadata.deletionTimestamp !== undefined)
    return progressing(counts, "it is being deleted (a finalizer may hold it)");
  const { observedGeneration } = status;
  // Compared as text: some controllers write the number as a string. https://github.com/helm/helm/issues/32615
  if (
    observedGeneration !== undefined &&
    metadata.generation !== undefined &&
    String(observedGeneration) !== String(metadata.generation)
  )
    return progressing(counts, "its controller has not read the new specification yet");
  const stalled = conditionOf(status.conditions, "Stalled");
  if (stalled?.status === "True")
    return failed(counts, "stalled", stalled.message ?? "its condition Stalled is True");
  const reconciling = conditionOf(status.conditions, "Reconciling");
  if (reconciling?.status === "True")
    return progressing(counts, reconciling.message ?? "its condition Reconciling is True");
  return undefined;
}

/** The same for kinds whose status names a generation: until it does, missing counters do not mean zero. */
export function evaluateReported(object: ReportedObject, counts: Counts): Verdict | undefined {
  const general = evaluateEveryKind(object, counts);
  if (general !== undefined || object.status?.observedGeneration !== undefined) return general;
  return progressing(counts, "its controller has not reported a status yet");
}
