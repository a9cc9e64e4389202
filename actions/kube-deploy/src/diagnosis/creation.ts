import { matchFailure } from "../../../lib/match-failure.ts";
import { conditionOf, timeOf } from "../api/objects.ts";
import type { Condition, Event } from "../api/objects.ts";
import { GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { REFUSALS, WEBHOOK_UNAVAILABLE } from "../../../lib/cluster/refusals.ts";
import { oneLine } from "./text.ts";

/** A controller that creates pods: the ReplicaSet of a Deployment, a StatefulSet, a DaemonSet or a Job. */
export interface CreatorView {
  uid: string;
  /**
   * Only ReplicaSets have the condition ReplicaFailure. It ends with the refusal, so the events of a ReplicaSet prove
   * nothing.
   */
  isReplicaSet: boolean;
  conditions: readonly Condition[];
  /** Its own events, newest first. */
  events: readonly Event[];
  /** When its existing pods were created: server time in milliseconds since the epoch. */
  podsCreated: readonly number[];
  /** How many pods it should have. */
  wanted: number;
  /** Seconds that a pod may take to end and free its quota. */
  gracePeriodSeconds: number;
}

/** Diagnoses pods that the API server refuses to create, because of a quota, pod security or a webhook. */
export function diagnoseCreation(
  creator: CreatorView,
  history: History,
  now: number,
): Diagnosis | undefined {
  const message = refusalOf(creator);
  if (message === undefined) return undefined;
  const refusal = classifyRefusal(message);
  // Each created or ended pod shows that the rollout progresses.
  const signal = `${creator.uid}/creation/${creator.podsCreated.length}`;
  const gracePeriod = gracePeriodFor(refusal, message, creator.gracePeriodSeconds);
  return { ...refusal, fatalAt: history.firstSeen(signal, now) + gracePeriod };
}

/**
 * Diagnoses a Deployment whose controller cannot create the ReplicaSet. In this case, the controller stops before it
 * reports which specification it has read.
 * @param since as in `Clocks`: an older condition may be about an earlier specification
 */
export function diagnoseReplicaSetCreation(
  uid: string,
  conditions: readonly Condition[] | undefined,
  { since, now }: { since: number; now: number },
  history: History,
): Diagnosis | undefined {
  const condition = conditionOf(conditions, "Progressing");
  if (condition?.reason !== "ReplicaSetCreateError") return undefined;
  const { message = "" } = condition;
  const refusal = classifyRefusal(message);
  const written = Date.parse(condition.lastUpdateTime ?? "");
  const gracePeriod = isOutage(refusal, message)
    ? NEVER
    : written < since
      ? GRACE_PERIODS.configuration
      : GRACE_PERIODS.none;
  return { ...refusal, fatalAt: history.firstSeen(`${uid}/replica-set`, now) + gracePeriod };
}

function refusalOf(creator: CreatorView): string | undefined {
  const { conditions, events, podsCreated, wanted, isReplicaSet } = creator;
  const condition = conditionOf(conditions, "ReplicaFailure");
  if (condition?.status === "True") return condition.message ?? "";
  if (isReplicaSet || podsCreated.length >= wanted) return undefined;
  const event = events.find(({ reason }) => reason === "FailedCreate");
  if (event === undefined) return undefined;
  const created = events.filter(({ reason }) => reason === "SuccessfulCreate").map(timeOf);
  // Times have whole seconds: the order of two events in the same second is not known.
  const isOver = [...created, ...podsCreated].some((time) => time >= timeOf(event));
  return isOver ? undefined : (event.message ?? "");
}

/** Problems that may end by themselves: something does not answer or has only just started, or two writes collided. */
const OUTAGE =
  /Internal error occurred|context deadline exceeded|connection (?:refused|reset|lost)|i\/o timeout|TLS handshake timeout|: (?:unexpected )?EOF$|the server (?:is currently unable|was unable|could not find)|not yet ready to handle request|status unknown for quota|etcdserver:|too many requests|object has been modified|is being deleted/i;

const isOutage = ({ reason }: Pick<Diagnosis, "reason">, message: string): boolean =>
  reason === "webhook-unavailable" || (reason === "pods-not-created" && OUTAGE.test(message));

function gracePeriodFor(
  refusal: Pick<Diagnosis, "reason">,
  message: string,
  gracePeriodSeconds: number,
): number {
  if (isOutage(refusal, message)) return NEVER;
  // When pods of the older version end, they free their quota.
  if (refusal.reason === "quota-exceeded")
    return GRACE_PERIODS.podsRefused + gracePeriodSeconds * 1000;
  return refusal.reason === "service-account-missing"
    ? GRACE_PERIODS.configuration
    : GRACE_PERIODS.podsRefused;
}

function classifyRefusal(text: string): Omit<Diagnosis, "fatalAt"> {
  // The rules read a single line; the message contains the original text.
  const { message = text, ...known } =
    matchFailure([WEBHOOK_UNAVAILABLE, ...REFUSALS], {
      origin: "kubernetes",
      summary: text,
      detail: oneLine(text),
    }) ?? (OUTAGE.test(text) ? outageOf(text) : unknownRefusal(text));
  return { ...known, message };
}

/** Describes an outage: nothing is wrong with the workload. */
const outageOf = (summary: string): Omit<Diagnosis, "fatalAt"> => ({
  reason: "pods-not-created",
  message: `the API server could not create pods: ${summary}`,
  fix: "run the job again; if the error stays, check the health of the cluster's control plane and what the message names",
});

const unknownRefusal = (summary: string): Omit<Diagnosis, "fatalAt"> => ({
  reason: "pods-not-created",
  message: `the API server refuses to create pods: ${summary}`,
  fix: "correct the field of the pod template that the message names",
});
