import { keyOf } from "./kinds.ts";
import { expired } from "./refusals.ts";
import type { Kinds, KubernetesObject } from "./types.ts";

export interface Change {
  type: "ADDED" | "MODIFIED" | "DELETED";
  plural: string;
  version: number;
  object: KubernetesObject;
  previous?: KubernetesObject;
}

/** What is saved between processes. */
export interface Snapshot {
  version: number;
  objects: Record<string, KubernetesObject[]>;
}

/** How many changes are remembered for watchers that reconnect. Older versions get 410. */
const REMEMBERED = 5000;

/**
 * All objects with one version counter, as in etcd, and the recent changes. Returned objects are shared and must not be
 * changed; `put` keeps a copy of its own.
 */
export class Store {
  private readonly kinds = new Map<string, Map<string, KubernetesObject>>();
  private readonly listeners = new Set<(change: Change) => void>();
  private changes: Change[] = [];
  private counter = 1;
  /** The version before the oldest remembered change. */
  private floor = 1;

  get version(): number {
    return this.counter;
  }

  get<K extends keyof Kinds & string>(
    plural: K,
    namespace: string | undefined,
    name: string,
  ): Kinds[K] | undefined {
    return this.kinds.get(plural)?.get(`${namespace ?? ""}/${name}`);
  }

  /** Returns objects, ordered by namespace and name. */
  list<K extends keyof Kinds & string>(plural: K, namespace?: string): Kinds[K][] {
    const all = [...(this.kinds.get(plural)?.values() ?? [])] as Kinds[K][];
    const wanted =
      namespace === undefined ? all : all.filter((item) => item.metadata.namespace === namespace);
    return wanted.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  plurals(): string[] {
    return [...this.kinds.keys()];
  }

  /** Writes an object under the next version and reports the change. */
  put(plural: string, object: KubernetesObject): KubernetesObject {
    const kept = structuredClone(object);
    const key = keyOf(kept);
    const kind = this.kinds.get(plural) ?? new Map<string, KubernetesObject>();
    this.kinds.set(plural, kind);
    const previous = kind.get(key);
    this.counter += 1;
    kept.metadata.resourceVersion = String(this.counter);
    kind.set(key, kept);
    this.report({
      type: previous === undefined ? "ADDED" : "MODIFIED",
      plural,
      version: this.counter,
      object: kept,
      ...(previous === undefined ? {} : { previous }),
    });
    return kept;
  }

  /** Removes an object. Its last state carries the version of its removal. */
  remove(
    plural: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    const kind = this.kinds.get(plural);
    const key = `${namespace ?? ""}/${name}`;
    const previous = kind?.get(key);
    if (kind === undefined || previous === undefined) return undefined;
    kind.delete(key);
    this.counter += 1;
    const object = structuredClone(previous);
    object.metadata.resourceVersion = String(this.counter);
    this.report({ type: "DELETED", plural, version: this.counter, object, previous });
    return object;
  }

  /** Returns the changes after `version`, oldest first. @throws StatusError 410 if some of them are forgotten */
  since(version: number): Change[] {
    if (!this.remembers(version))
      throw expired(`too old resource version: ${version} (${this.floor})`);
    return this.changes.filter((change) => change.version > version);
  }

  /** Returns whether a client can continue from this version. */
  remembers(version: number): boolean {
    return version >= this.floor;
  }

  /** Forgets all changes so far, as etcd does on compaction. */
  compact(): void {
    this.changes = [];
    this.floor = this.counter;
  }

  /**
   * Reports every later change, in the order in which the changes are made.
   * @returns a function that ends the subscription
   */
  subscribe(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  snapshot(): Snapshot {
    const objects = this.plurals().map((plural) => [plural, this.list(plural)] as const);
    return { version: this.counter, objects: Object.fromEntries(objects) };
  }

  restore(snapshot: Snapshot): void {
    this.counter = snapshot.version;
    this.floor = snapshot.version;
    for (const [plural, objects] of Object.entries(snapshot.objects))
      this.kinds.set(plural, new Map(objects.map((item) => [keyOf(item), item])));
  }

  private report(change: Change): void {
    this.changes.push(change);
    if (this.changes.length > REMEMBERED) {
      const forgotten = this.changes.splice(0, REMEMBERED / 2);
      this.floor = forgotten.at(-1)?.version ?? this.floor;
    }
    for (const listener of [...this.listeners]) listener(change);
  }
}
