import { conditionOf } from "../api/objects.ts";
import type { Condition, Event } from "../api/objects.ts";
import { GRACE_PERIODS } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { oneLine } from "./text.ts";

/** A controller that creates pods: the ReplicaSet of a Deployment, a StatefulSet, a DaemonSet or a Job. */
export interface CreatorView {
  uid: string;
  conditions: readonly Condition[];
  /** Its own events, newest first. */
  events: readonly Event[];
}

/** Diagnoses pods that the API server refuses to create, because of a quota, pod security or a webhook. */
export function diagnoseCreation(
  { uid, conditions, events }: CreatorView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const message = refusalOf(conditions, events);
  if (message === undefined) return undefined;
  const firstSeen = history.firstSeen(`${uid}/creation`, now);
  return { ...classifyRefusal(message), fatalAt: firstSeen + GRACE_PERIODS.podsRefused };
}

/** Only ReplicaSets have the condition ReplicaFailure; the other kinds report a refusal by an event alone. */
function refusalOf(conditions: readonly Condition[], events: readonly Event[]): string | undefined {
  const condition = conditionOf(conditions, "ReplicaFailure");
  if (condition?.status === "True") return condition.message ?? "";
  // A pod that was created after the refusal ends it.
  const event = events.find(({ reason = "" }) => /^(FailedCreate|SuccessfulCreate)$/.test(reason));
  return event?.reason === "FailedCreate" ? (event.message ?? "") : undefined;
}

function classifyRefusal(text: string): Omit<Diagnosis, "fatalAt"> {
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
      message: `the pod security level of the namespace forbids the pod: ${said}`,
      fix: "set the fields that the message names in the securityContext of the pod and its containers",
    };
  if (/admission webhook .* denied/.test(text))
    return {
      reason: "admission-denied",
      message: `an admission webhook refuses the pod: ${said}`,
      fix: "change the workload so that it meets the policy of the webhook, or ask its owner for an exception",
    };
  if (/serviceaccount .* not found/i.test(text))
    return {
      reason: "service-account-missing",
      message: `the service account of the pod does not exist: ${said}`,
      fix: "create the ServiceAccount in the Kubernetes workspace",
    };
  return {
    reason: "pods-not-created",
    message: `the API server refuses to create pods: ${said}`,
    fix: "correct the field of the pod template that the message names",
  };
}
