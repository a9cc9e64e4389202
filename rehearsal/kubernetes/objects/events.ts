import { randomUUID } from "node:crypto";
import type { Store } from "./store.ts";
import { timestamp } from "./names.ts";
import type { KubernetesEvent, KubernetesObject } from "./types.ts";

export interface EventText {
  reason: string;
  message: string;
  /** The writer of the event, e.g. `deployment-controller`. */
  component: string;
  warning?: boolean;
}

/** Writes an event about an object, or increases the count of an identical event. */
export function recordEvent(store: Store, about: KubernetesObject, text: EventText): void {
  const namespace = about.metadata.namespace ?? "default";
  const home = store.get("namespaces", undefined, namespace);
  // A namespace that is being deleted refuses events like everything else.
  if (home === undefined || home.status.phase === "Terminating") return;
  const same = store.list("events", namespace).find((event) => isSame(event, about, text));
  if (same === undefined) store.put("events", eventOf(namespace, about, text));
  else store.put("events", { ...same, ...countedUp(same) });
}

function countedUp({ count, eventTime, ...event }: KubernetesEvent): object {
  if (eventTime === null) return { count: (count ?? 1) + 1, lastTimestamp: timestamp() };
  const { count: seen = 1 } = (event["series"] ?? {}) as { count?: number };
  return { series: { count: seen + 1, lastObservedTime: microTime() } };
}

function isSame(event: KubernetesEvent, about: KubernetesObject, text: EventText): boolean {
  return (
    event.involvedObject.uid === about.metadata.uid &&
    event.reason === text.reason &&
    event.message === text.message &&
    event.reportingComponent === text.component
  );
}

/** Components that write through events.k8s.io/v1. All others still write core/v1 events, with counts and two times. */
const SECOND_GENERATION = new Set(["default-scheduler"]);

const microTime = (): string => new Date().toISOString().replace("Z", "000Z");

function observed({ component, warning }: EventText): object {
  return {
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: microTime(),
    action: warning === true ? "Scheduling" : "Binding",
    reportingInstance: `${component}-1`,
  };
}

function counted({ component }: EventText, now: string): object {
  return {
    source: { component },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    eventTime: null,
    reportingInstance: "",
  };
}

function eventOf(namespace: string, about: KubernetesObject, text: EventText): KubernetesObject {
  const now = timestamp();
  const { name, uid, resourceVersion } = about.metadata;
  // As in a real cluster, the name ends in nanoseconds. The process clock gives events of the same millisecond
  // different names.
  const fraction = process.hrtime.bigint() % 1_000_000n;
  const unique = (BigInt(Date.now()) * 1_000_000n + fraction).toString(16);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: {
      name: `${name}.${unique}`,
      namespace,
      uid: randomUUID(),
      resourceVersion: "",
      creationTimestamp: now,
    },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name,
      ...(about.metadata.namespace === undefined ? {} : { namespace }),
      uid,
      resourceVersion,
    },
    reason: text.reason,
    message: text.message,
    type: text.warning === true ? "Warning" : "Normal",
    reportingComponent: text.component,
    ...(SECOND_GENERATION.has(text.component) ? observed(text) : counted(text, now)),
  };
}
