import type { Pod, WorkloadKind, WorkloadObject } from "../api/objects.ts";
import { NEVER } from "../diagnosis/diagnosis.ts";
import type { Diagnosis, History } from "../diagnosis/diagnosis.ts";
import { eventsSince } from "../diagnosis/views.ts";
import type { ClusterView } from "./view.ts";

/** Milliseconds that the removal of a pod may take after its grace period. */
const SLACK = 30_000;
/** Milliseconds after which a pod that still has time to end is reported: most pods have thirty seconds. */
const LONG = 60_000;

/**
 * Diagnoses pods that do not end although their time is over, or that take long to end, if the controller waits for
 * them: it needs their names, nodes or volumes for the next pods.
 * https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/
 * @param serverNow API server clock, in milliseconds since the epoch
 */
export function diagnoseEnding(
  kind: WorkloadKind,
  object: WorkloadObject,
  view: ClusterView,
  serverNow: number,
): Diagnosis | undefined {
  const pods = waitedFor(kind, object, view);
  const stuck = pods.find((pod) => endOf(pod) + SLACK < serverNow);
  if (stuck !== undefined) return describeStuck(stuck, view);
  const slow = pods.find((pod) => endOf(pod) - graceOf(pod) + LONG < serverNow);
  return slow && describeSlow(slow);
}

/** Returns when a pod that is being deleted should be gone, by the API server's clock; NaN if nobody deletes it. */
const endOf = ({ metadata }: Pod): number => Date.parse(metadata.deletionTimestamp ?? "");

const graceOf = ({ metadata, spec }: Pod): number =>
  (metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30) * 1000;

function describeStuck({ metadata, spec }: Pod, view: ClusterView): Diagnosis {
  const { name, namespace, finalizers = [] } = metadata;
  const [why] = eventsSince(view.eventsOf(metadata.uid), 0).filter(
    ({ reason }) => reason === "FailedKillPod",
  );
  const said = why === undefined ? "" : `: ${why.message ?? ""}`;
  const { nodeName = "" } = spec;
  return {
    reason: "pod-terminating",
    message: `pod ${name} is being deleted and does not end${finalizers.length > 0 ? ` (finalizers: ${finalizers.join(", ")})` : nodeName === "" ? "" : ` (node ${nodeName})`}${said}`,
    fix:
      finalizers.length > 0
        ? "find the controller that removes these finalizers, and in its log what it waits for"
        : `check the node (\`kubectl describe node ${nodeName}\`) and that the program ends after SIGTERM; only if the node is gone for good, run \`kubectl delete pod ${name} --namespace ${namespace} --force\``,
    fatalAt: NEVER,
    pod: name,
  };
}

const describeSlow = ({ metadata: { name, deletionTimestamp = "" } }: Pod): Diagnosis => ({
  reason: "pod-terminating",
  message: `pod ${name} is being deleted and has until ${deletionTimestamp} to end; the rest of the rollout waits for it`,
  fix: "let the program end sooner after SIGTERM, lower terminationGracePeriodSeconds, or raise timeout",
  fatalAt: NEVER,
  pod: name,
});

/** Clocks of an assessment, in milliseconds since the epoch. */
interface Clocks {
  now: number;
  serverNow: number;
}

/**
 * Returns until when pods may take to end, if the controller waits for them.
 * @returns runner clock, in milliseconds since the epoch; 0 if it waits for none
 */
export const endingUntil = (
  kind: WorkloadKind,
  object: WorkloadObject,
  view: ClusterView,
  clocks: Clocks,
): number => lastEnd(waitedFor(kind, object, view), clocks);

function lastEnd(pods: readonly Pod[], { now, serverNow }: Clocks): number {
  const times = pods.map(endOf).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? 0 : Math.max(...times) + SLACK + (now - serverNow);
}

/**
 * Gives unschedulable pods more time while other pods of the same workload are being deleted: these occupy the room,
 * the port or the zone until they are gone, and the scheduler then needs a moment.
 * @returns the diagnoses, and until when nothing has to happen because of the deletion (runner clock); 0 if no pod
 *   waits for it
 */
export function waitForRoom(
  diagnoses: readonly Diagnosis[],
  { metadata }: WorkloadObject,
  view: ClusterView,
  history: Pick<History, "firstSeen">,
  clocks: Clocks,
): { diagnoses: Diagnosis[]; until: number } {
  const ending = podsOf(metadata.uid, view).filter((pod) => !Number.isNaN(endOf(pod)));
  const names = ending.map((pod) => pod.metadata.name).sort();
  const since = history.firstSeen(`${metadata.uid}/ending/${names.join(",")}`, clocks.now);
  const until = lastEnd(ending, clocks);
  const waits = ({ reason }: Diagnosis): boolean => reason === "unschedulable";
  return {
    diagnoses: diagnoses.map((one) =>
      waits(one) ? { ...one, fatalAt: Math.max(one.fatalAt, until, since + LONG) } : one,
    ),
    until: diagnoses.some(waits) ? until : 0,
  };
}

/** Returns the pods of a workload; for a Deployment, those of all its versions. */
const podsOf = (uid: string, view: ClusterView): Pod[] =>
  [uid, ...view.owned("ReplicaSet", uid).map(({ metadata }) => metadata.uid)].flatMap((owner) =>
    view.owned("Pod", owner),
  );

/**
 * Returns the pods that the controller waits for. A Deployment creates its new pods next to the old ones, unless its
 * strategy is Recreate.
 */
function waitedFor(kind: WorkloadKind, object: WorkloadObject, view: ClusterView): Pod[] {
  const { uid } = object.metadata;
  const { strategy } = object.spec as { strategy?: { type?: string } };
  return kind === "Deployment" && strategy?.type !== "Recreate" ? [] : podsOf(uid, view);
}
