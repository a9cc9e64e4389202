import { at, listAt, numberAt, pick, textAt, type Json, type JsonObject } from "../json.ts";
import { normalise } from "../normalise.ts";
import type { Namespace } from "./namespaced.ts";

/** Returns the conditions by type, because their order has no meaning. */
export const conditionsOf = (object: Json): JsonObject =>
  Object.fromEntries(
    listAt(object, "status.conditions").map((one) => [
      textAt(one, "type"),
      normalise(pick(one, ["status", "reason", "message", "observedGeneration"])),
    ]),
  );

/** Returns a status without its times, with its conditions by type. */
export const statusOf = (object: Json): Json => {
  const status = normalise(at(object, "status"));
  return typeof status === "object" && status !== null && !Array.isArray(status)
    ? { ...status, conditions: conditionsOf(object) }
    : status;
};

const EVENT = [
  "type",
  "reason",
  "message",
  "action",
  "source.component",
  "reportingComponent",
  "involvedObject.fieldPath",
];

/** Returns the events about objects of a kind. Each message occurs once, in alphabetical order, because counts vary. */
export async function eventsAbout(
  space: Namespace,
  kind: string,
  so: (events: Json[]) => boolean = () => true,
): Promise<Json[]> {
  const isAbout = (event: Json): boolean => at(event, "involvedObject.kind") === kind;
  const list = await space.until("events", (body) => so(listAt(body, "items").filter(isAbout)));
  const texts = listAt(list, "items")
    .filter(isAbout)
    // The controllers combine messages that follow each other quickly. Whether that happens depends on the load.
    .filter((event) => !textAt(event, "message").startsWith("(combined from similar events)"))
    .map((event) => JSON.stringify(normalise(pick(event, EVENT))));
  return [...new Set(texts)].sort().map((text) => JSON.parse(text) as Json);
}

/** Returns a condition: some event has a message that ends with this text. */
export const withMessageEnd =
  (end: string) =>
  (events: Json[]): boolean =>
    events.some((event) => textAt(event, "message").endsWith(end));

export const withReasons =
  (...reasons: string[]) =>
  (events: Json[]): boolean =>
    reasons.every((reason) => events.some((event) => at(event, "reason") === reason));

/** Returns whether all replicas are updated and available, and the controller has seen the spec. */
function isRolledOut(workload: Json): boolean {
  const wanted = numberAt(workload, "spec.replicas");
  return (
    numberAt(workload, "status.observedGeneration") === numberAt(workload, "metadata.generation") &&
    ["replicas", "updatedReplicas", "availableReplicas"].every(
      (count) => numberAt(workload, `status.${count}`) === wanted,
    )
  );
}

/** Returns whether a workload is rolled out, its terminating pods are gone, and its Progressing condition is final. */
export const isSettled = (workload: Json): boolean =>
  isRolledOut(workload) &&
  numberAt(workload, "status.terminatingReplicas") === 0 &&
  listAt(workload, "status.conditions").some(
    (one) => at(one, "reason") === "NewReplicaSetAvailable",
  );
