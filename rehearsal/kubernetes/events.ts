import { randomUUID } from "node:crypto";
import type { Cluster } from "./cluster.ts";
import { timestamp } from "./names.ts";
import type { KubernetesEvent, KubernetesObject } from "./objects.ts";

export interface EventText {
  reason: string;
  message: string;
  /** Who says it: `kubelet`, `deployment-controller`. */
  component: string;
  warning?: boolean;
  host?: string;
  /** `spec.containers{web}` when it is about one container. */
  fieldPath?: string;
}

/** Writes an event about an object, or counts up the one that already says the same. */
export function recordEvent(cluster: Cluster, about: KubernetesObject, text: EventText): void {
  cluster.timeline.add(about, `${text.reason}: ${text.message}`);
  const namespace = about.metadata.namespace ?? "default";
  const home = cluster.store.get("namespaces", undefined, namespace);
  // Events are refused like everything else in a namespace that goes away.
  if (home === undefined || home.status.phase === "Terminating") return;
  const same = cluster.store.list("events", namespace).find((event) => says(event, about, text));
  if (same === undefined) cluster.store.put("events", eventOf(namespace, about, text));
  else
    cluster.store.put("events", {
      ...same,
      ...again(same),
    });
}

function again({ count, eventTime, ...event }: KubernetesEvent): object {
  if (eventTime === null) return { count: (count ?? 1) + 1, lastTimestamp: timestamp() };
  const { count: seen = 1 } = (event["series"] ?? {}) as { count?: number };
  return { series: { count: seen + 1, lastObservedTime: microTime() } };
}

function says(event: KubernetesEvent, about: KubernetesObject, text: EventText): boolean {
  return (
    event.involvedObject.uid === about.metadata.uid &&
    event.involvedObject.fieldPath === text.fieldPath &&
    event.reason === text.reason &&
    event.message === text.message &&
    event.reportingComponent === text.component
  );
}

/** Who writes through events.k8s.io/v1; all others still write core/v1 events, with counts and two times. */
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

function counted({ component, host }: EventText, now: string): object {
  return {
    source: { component, ...(host === undefined ? {} : { host }) },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    eventTime: null,
    reportingInstance: host ?? "",
  };
}

function eventOf(namespace: string, about: KubernetesObject, text: EventText): KubernetesObject {
  const now = timestamp();
  const { name, uid, resourceVersion } = about.metadata;
  // The name ends in nanoseconds, as the real one; the process clock tells events of one millisecond apart.
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
      ...(text.fieldPath === undefined ? {} : { fieldPath: text.fieldPath }),
    },
    reason: text.reason,
    message: text.message,
    type: text.warning === true ? "Warning" : "Normal",
    reportingComponent: text.component,
    ...(SECOND_GENERATION.has(text.component) ? observed(text) : counted(text, now)),
  };
}
