import type { Cluster } from "../objects/cluster.ts";
import { keyOf } from "../objects/kinds.ts";
import { StatusError } from "../objects/refusals.ts";
import type { KubernetesObject } from "../objects/types.ts";
import type { Change } from "../objects/store.ts";

/** A controller. It knows which objects a change affects, and brings one object closer to its desired state. */
export interface Controller {
  name: string;
  /** Returns `namespace/name` of the objects to reconcile. The namespace is empty for cluster-wide objects. */
  keys(change: Change, cluster: Cluster): string[];
  /** Returns the milliseconds between a change and the reconciliation. Default: 0. */
  delay?(cluster: Cluster): number;
  /** @returns milliseconds after which it must reconcile again even if nothing changes */
  reconcile(cluster: Cluster, namespace: string, name: string): number | undefined;
}

/** Runs controllers. Each key is queued at most once, and nothing runs inside the change that caused it. */
export class Loop {
  private readonly cluster: Cluster;
  private readonly controllers: Controller[];
  private readonly failed: (error: unknown) => void;
  private readonly timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  private unsubscribe: (() => void) | undefined;

  constructor(cluster: Cluster, controllers: Controller[], failed: (error: unknown) => void) {
    this.cluster = cluster;
    this.controllers = controllers;
    this.failed = failed;
  }

  start(): void {
    const { store } = this.cluster;
    this.unsubscribe = store.subscribe((change) => this.scheduleAll(change));
    for (const plural of store.plurals())
      for (const object of store.list(plural))
        this.scheduleAll({ type: "ADDED", plural, object, version: store.version });
  }

  stop(): void {
    this.unsubscribe?.();
    for (const { timer } of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private scheduleAll(change: Change): void {
    for (const controller of this.controllers)
      for (const key of controller.keys(change, this.cluster))
        this.schedule(controller, key, controller.delay?.(this.cluster) ?? 0);
  }

  private schedule(controller: Controller, key: string, ms: number): void {
    const id = `${controller.name} ${key}`;
    const at = Date.now() + ms;
    const waiting = this.timers.get(id);
    if (waiting !== undefined && waiting.at <= at) return;
    if (waiting !== undefined) clearTimeout(waiting.timer);
    const timer = setTimeout(() => {
      this.timers.delete(id);
      this.run(controller, key);
    }, ms);
    this.timers.set(id, { at, timer });
  }

  private run(controller: Controller, key: string): void {
    const [namespace = "", name = ""] = key.split("/");
    try {
      const again = controller.reconcile(this.cluster, namespace, name);
      if (again !== undefined) this.schedule(controller, key, again);
    } catch (error) {
      // An object in a namespace that is being deleted is not needed any more.
      if (!isTerminating(error)) this.failed(error);
    }
  }
}

function isTerminating(error: unknown): boolean {
  if (!(error instanceof StatusError)) return false;
  const causes = error.status.details?.["causes"];
  return (
    Array.isArray(causes) &&
    causes.some((cause: { reason?: string }) => cause.reason === "NamespaceTerminating")
  );
}

/** Returns keys for a controller of one kind and its pods: the key of the object itself, or of the pod's owner. */
export const keysWithPods =
  (plural: string, kind: string): Controller["keys"] =>
  (change) => {
    if (change.plural === plural) return [keyOf(change.object)];
    return change.plural === "pods" ? ownerKeys(change.object, kind) : [];
  };

/** Returns the key of an object's controller if the controller is of this kind. */
export function ownerKeys(object: KubernetesObject, kind: string): string[] {
  const owner = object.metadata.ownerReferences?.find((item) => item.controller === true);
  return owner?.kind === kind ? [`${object.metadata.namespace ?? ""}/${owner.name}`] : [];
}

export function isOwnedBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    ({ uid, controller }) => controller === true && uid === owner.metadata.uid,
  );
}

export function ownedBy(owner: KubernetesObject): KubernetesObject["metadata"]["ownerReferences"] {
  const { name, uid } = owner.metadata;
  const { apiVersion, kind } = owner;
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }];
}
