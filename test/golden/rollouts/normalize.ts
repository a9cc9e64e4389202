// Makes recordings repeatable: removes or replaces random names, uids, times, nodes and repeated events.
import { createHash } from "node:crypto";
import type { Event, KubernetesObject } from "../../../actions/kube-deploy/src/api/objects.ts";
import { KINDS, timeOfStep } from "./recording.ts";
import type { RecordedKind, RecordedStep, Snapshot } from "./recording.ts";
import { trim } from "./trim.ts";

/** The objects of a namespace after a step, as the API server returns them. */
export interface TakenSnapshot {
  step: string;
  objects: Snapshot;
}

/** Returns the steps of a recording, with stable names and only the fields that kube-deploy reads. */
export function normalize(taken: readonly TakenSnapshot[], namespace: string): RecordedStep[] {
  const trimmed = rename(withStepTimes(taken.map(({ objects }) => trimSnapshot(objects))), [
    [new RegExp(namespace, "g"), "shop"],
    [/ip-[\d-]+\.[a-z0-9-]+\.compute\.internal/g, "node"],
    // Kubernetes' event recorder adds this to the tenth similar event and to all later ones.
    [/\(combined from similar events\): /g, ""],
  ]);
  const renamed = rename(trimmed, [
    ...renamesOf(trimmed),
    // Pods that the API server refused also have a name. The text is JSON, in which a quote has a backslash.
    [new RegExp(`${RANDOM}(?=[\\\\" ])`, "g"), "-*"],
  ]);
  const snapshots = renamed.map(tidy);
  return snapshots.map((snapshot, index) => ({
    step: taken[index]?.step ?? "",
    ...difference(snapshots[index - 1] ?? {}, snapshot),
  }));
}

/** A random suffix. https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go */
const RANDOM = "-[bcdfghjklmnpqrstvwxz2456789]{5}";

/** Removes fields that kube-deploy does not read, and events that explain nothing. */
export function trimSnapshot(snapshot: Snapshot): Snapshot {
  const uids = new Set(objectsOf(snapshot).map(({ metadata }) => metadata.uid));
  const isRead = ({ type, reason, involvedObject: { uid = "" } }: Event) =>
    uids.has(uid) && (type === "Warning" || reason === "SuccessfulCreate");
  return mapKinds(snapshot, (kind, objects) =>
    objects
      .filter((object) => kind !== "Event" || isRead(object as Event))
      .map((object) => trim(kind, object)),
  );
}

const objectsOf = (snapshot: Snapshot): KubernetesObject[] => Object.values(snapshot).flat();

function mapKinds<T>(
  snapshot: Snapshot,
  change: (kind: RecordedKind, objects: KubernetesObject[]) => T,
): Partial<Record<RecordedKind, T>> {
  const present = KINDS.filter((kind) => snapshot[kind] !== undefined);
  return Object.fromEntries(present.map((kind) => [kind, change(kind, snapshot[kind] ?? [])]));
}

const TIMES = ["creationTimestamp", "deletionTimestamp", "startTime", "startedAt"];

/** Replaces each time by the time of the step in which it first appears. */
function withStepTimes(snapshots: readonly Snapshot[]): Snapshot[] {
  const seen = new Map<string, string>();
  return snapshots.map((snapshot, index) =>
    mapKinds(snapshot, (_, objects) =>
      objects.map(
        (object) =>
          JSON.parse(JSON.stringify(object), (field, value: unknown) => {
            if (!TIMES.includes(field) || typeof value !== "string") return value;
            const key = `${object.metadata.uid} ${field} ${value}`;
            const time = seen.get(key) ?? timeOfStep(index);
            seen.set(key, time);
            return time;
          }) as KubernetesObject,
      ),
    ),
  );
}

type Rename = [RegExp, string];

/** Replaces names everywhere, including in messages. */
function rename(snapshots: readonly Snapshot[], renames: readonly Rename[]): Snapshot[] {
  const text = renames.reduce(
    (result, [pattern, name]) => result.replaceAll(pattern, name),
    JSON.stringify(snapshots),
  );
  return JSON.parse(text) as Snapshot[];
}

/** Returns the new names and uids of all objects. Pods with a random name are numbered; a uid is made from the name. */
function renamesOf(snapshots: readonly Snapshot[]): Rename[] {
  const count = new Map<string, number>();
  const countOf = (name: string): number => {
    const next = (count.get(name) ?? 0) + 1;
    count.set(name, next);
    return next;
  };
  return livesOf(snapshots).flatMap(({ uid, name, hasRandomName }): Rename[] => {
    const base = name.replace(new RegExp(`${RANDOM}$`), "");
    const newName = hasRandomName ? `${base}-${countOf(`${base}-`)}` : name;
    return [
      [new RegExp(uid, "g"), `${newName}#${countOf(newName)}`],
      ...(hasRandomName ? [[new RegExp(name, "g"), newName] satisfies Rename] : []),
    ];
  });
}

interface Life {
  uid: string;
  name: string;
  hasRandomName: boolean;
  /** The object in each snapshot, as text, without its name. */
  story: string;
}

/**
 * Returns all objects except events, sorted by what happens to them and when, so that the order does not depend on
 * names.
 */
function livesOf(snapshots: readonly Snapshot[]): Life[] {
  const lives = new Map<string, Life>();
  for (const [index, snapshot] of snapshots.entries()) {
    const events = (snapshot.Event ?? []) as Event[];
    for (const [kind, objects] of Object.entries(snapshot))
      for (const object of kind === "Event" ? [] : objects) {
        const { uid, name, ownerReferences = [] } = object.metadata;
        const hasRandomName = ownerReferences.some((owner) =>
          ["ReplicaSet", "DaemonSet", "Job"].includes(owner.kind),
        );
        const own = events.filter(({ involvedObject }) => involvedObject.uid === uid);
        const seen = JSON.stringify([object, own.map(({ reason, message }) => [reason, message])]);
        const life = lives.get(uid) ?? {
          uid,
          name,
          hasRandomName,
          // An object that was absent before sorts after objects that exist from the start.
          story: "~".repeat(index),
        };
        life.story += seen.replaceAll(uid, "").replaceAll(name, "");
        lives.set(uid, life);
      }
  }
  return [...lives.values()].sort((a, b) => (a.story < b.story ? -1 : 1));
}

/** Keeps one event for each message, and sorts everything in a stable order. */
function tidy(snapshot: Snapshot): Snapshot {
  return mapKinds(snapshot, (kind, objects) => {
    const named = kind === "Event" ? objects.map((event) => renameEvent(event as Event)) : objects;
    const byName = new Map(named.map((object) => [object.metadata.name, object]));
    return [...byName.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  });
}

function renameEvent(event: Event): Event {
  const { involvedObject, reason = "", message = "" } = event;
  const digest = createHash("sha256").update(message).digest("hex").slice(0, 8);
  const name = `${involvedObject.uid ?? ""}.${reason}.${digest}`;
  return { ...event, metadata: { ...event.metadata, name, uid: name } };
}

function difference(before: Snapshot, after: Snapshot): Pick<RecordedStep, "set" | "removed"> {
  const find = (snapshot: Snapshot, kind: RecordedKind, name: string) =>
    snapshot[kind]?.find((object) => object.metadata.name === name);
  const set = mapKinds(after, (kind, objects) =>
    objects.filter((object) => {
      const known = find(before, kind, object.metadata.name);
      return JSON.stringify(known) !== JSON.stringify(object);
    }),
  );
  const removed = mapKinds(before, (kind, objects) =>
    objects
      .map(({ metadata }) => metadata.name)
      .filter((name) => find(after, kind, name) === undefined),
  );
  return { set: withoutEmpty(set), removed: withoutEmpty(removed) };
}

const withoutEmpty = <T extends object>(lists: T): T =>
  Object.fromEntries(
    Object.entries(lists).filter(([, list]) => (list as unknown[]).length > 0),
  ) as T;
