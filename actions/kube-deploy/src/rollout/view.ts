import { timeOf } from "../api/objects.ts";
import type { Event, KubernetesObject, Pod, ReplicaSet } from "../api/objects.ts";

/** All objects of one kind in one namespace. */
export interface Collection {
  /** A ResourceKind, or a custom kind with its group. */
  kind: string;
  namespace: string;
}

/** The last known version of every object that the watched workloads consist of. */
export class ClusterView {
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();

  /** Replaces all objects of a collection. */
  replace({ kind, namespace }: Collection, objects: readonly KubernetesObject[]): void {
    const known = this.#ofKind(kind);
    for (const key of [...known.keys()]) if (key.startsWith(`${namespace}/`)) known.delete(key);
    for (const object of objects) this.set(kind, object);
  }

  set(kind: string, object: KubernetesObject): void {
    this.#ofKind(kind).set(keyOf(object), object);
  }

  remove(kind: string, object: KubernetesObject): void {
    this.#ofKind(kind).delete(keyOf(object));
  }

  find(kind: string, namespace: string, name: string): KubernetesObject | undefined {
    return this.#ofKind(kind).get(`${namespace}/${name}`);
  }

  /** Returns all objects of a kind in a namespace. */
  all(kind: string, namespace: string): KubernetesObject[] {
    return [...this.#ofKind(kind).values()].filter((one) => one.metadata.namespace === namespace);
  }

  /** Returns the objects of a kind whose controller has this uid. */
  owned(kind: "ReplicaSet", uid: string): ReplicaSet[];
  owned(kind: "Pod", uid: string): Pod[];
  owned(kind: string, uid: string): KubernetesObject[] {
    return [...this.#ofKind(kind).values()].filter(({ metadata }) =>
      metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.controller !== false),
    );
  }

  /** Returns the events of the object with this uid. */
  eventsOf(uid: string): Event[] {
    const events = [...this.#ofKind("Event").values()] as Event[];
    return events.filter(({ involvedObject }) => involvedObject.uid === uid);
  }

  /** Returns the events of an object that may no longer exist, newest first. */
  eventsAbout(kind: string, { namespace, name }: { namespace: string; name: string }): Event[] {
    const events = [...this.#ofKind("Event").values()] as Event[];
    return events
      .filter(
        ({ involvedObject, metadata }) =>
          involvedObject.kind === kind &&
          involvedObject.name === name &&
          metadata.namespace === namespace,
      )
      .sort((a, b) => timeOf(b) - timeOf(a));
  }

  #ofKind(kind: string): Map<string, KubernetesObject> {
    const known = this.#objects.get(kind) ?? new Map<string, KubernetesObject>();
    this.#objects.set(kind, known);
    return known;
  }
}

const keyOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace}/${metadata.name}`;
