import { matchFailure } from "../../../lib/match-failure.ts";
import { conditionOf } from "../api/objects.ts";
import type { Condition, Event } from "../api/objects.ts";
import { GRACE_PERIODS } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { REFUSALS, WEBHOOK_UNAVAILABLE } from "./refusals.ts";
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
  // The rules read one line; the message is made of the text as it came.
  const { message = text, ...known } =
    matchFailure([WEBHOOK_UNAVAILABLE, ...REFUSALS], {
      origin: "kubernetes",
      summary: text,
      detail: oneLine(text),
    }) ?? unknownRefusal(text);
  return { ...known, message };
}

const unknownRefusal = (summary: string): Omit<Diagnosis, "fatalAt"> => ({
  reason: "pods-not-created",
  message: `the API server refuses to create pods: ${summary}`,
  fix: "correct the field of the pod template that the message names",
});
