import { conditionOf } from "../api/objects.ts";
import type { Condition, KubernetesObject } from "../api/objects.ts";
import { failed, progressing } from "./verdict.ts";
import type { Counts, Verdict } from "./verdict.ts";

interface Observed extends KubernetesObject {
  status?: { observedGeneration?: number | string; conditions?: Condition[] };
}

/**
 * What comes before the rules of any kind, in kstatus's order: being deleted, a controller that has not seen the
 * newest spec, Reconciling and Stalled. Undefined = the kind's own rules decide.
 * https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/status/generic.go
 */
export function judgeFirst(object: Observed, counts: Counts): Verdict | undefined {
  const { metadata, status = {} } = object;
  if (metadata.deletionTimestamp !== undefined)
    return progressing(counts, "it is being deleted (a finalizer may hold it)");
  const { observedGeneration } = status;
  // As text: some controllers write the number as a string (R4). All kinds judged here have a generation.
  if (
    observedGeneration !== undefined &&
    metadata.generation !== undefined &&
    String(observedGeneration) !== String(metadata.generation)
  )
    return progressing(counts, "the controller has not seen the new specification yet");
  const stalled = conditionOf(status.conditions, "Stalled");
  if (stalled?.status === "True")
    return failed(counts, "stalled", stalled.message ?? "its condition Stalled is True");
  const reconciling = conditionOf(status.conditions, "Reconciling");
  if (reconciling?.status === "True")
    return progressing(counts, reconciling.message ?? "its condition Reconciling is True");
  return undefined;
}

/** A controller that has written no status yet: reading its zeros as facts would be wrong. */
export const unseen = (counts: Counts): Verdict =>
  progressing(counts, "the controller has not reported on it yet");
