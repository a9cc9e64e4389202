import { conditionOf } from "../api/objects.ts";
import type { Condition, Event } from "../api/objects.ts";
import { PATIENCE, oneLine } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";

/** A controller that may be unable to create pods: a Deployment's ReplicaSet, a StatefulSet, a DaemonSet, a Job. */
export interface CreatorView {
  uid: string;
  conditions: readonly Condition[];
  /** Its own events, newest first. */
  events: readonly Event[];
}

/** F9 (K-E 41): the API server refuses the pods that the controller wants to create. */
export function diagnoseCreation(
  { uid, conditions, events }: CreatorView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const condition = conditionOf(conditions, "ReplicaFailure");
  // Only ReplicaSets have the condition; for the other kinds the event alone tells.
  // A pod created since then ends the trouble.
  const event = events.find(({ reason = "" }) => /^(FailedCreate|SuccessfulCreate)$/.test(reason));
  if (condition?.status !== "True" && event?.reason !== "FailedCreate") return undefined;
  const text = condition?.status === "True" ? (condition.message ?? "") : (event?.message ?? "");
  return {
    ...classify(text),
    fatalAt: history.since(`${uid}/creation`, now) + PATIENCE.podsRefused,
  };
}

function classify(text: string): Omit<Diagnosis, "fatalAt"> {
  const said = oneLine(text, 500);
  if (/exceeded quota|failed quota/.test(text))
    return {
      reason: "quota-exceeded",
      message: `the namespace's quota allows no more pods: ${said}`,
      fix: "raise the ResourceQuota of the namespace, lower resources.requests or replicas, or allow fewer surplus pods (maxSurge)",
    };
  if (/violates PodSecurity/.test(text))
    return {
      reason: "pod-security",
      message: `the namespace's pod security level forbids the pod: ${said}`,
      fix: "set what the text names in the securityContext of the pod and its containers",
    };
  if (/admission webhook .* denied/.test(text))
    return {
      reason: "admission-denied",
      message: `an admission webhook refuses the pod: ${said}`,
      fix: "change the workload to fit the named policy, or ask those who run the webhook",
    };
  if (/serviceaccount .* not found/i.test(text))
    return {
      reason: "service-account-missing",
      message: `the pod's service account does not exist: ${said}`,
      fix: "create the ServiceAccount in the Kubernetes workspace",
    };
  return {
    reason: "pods-not-created",
    message: `no pod can be created: ${said}`,
    fix: "correct what the API server names",
  };
}
