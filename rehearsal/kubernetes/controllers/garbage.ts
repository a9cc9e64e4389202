import type { Cluster } from "../objects/cluster.ts";
import type { KubernetesObject } from "../objects/types.ts";
import type { Controller } from "./loop.ts";

const FOREGROUND = "foregroundDeletion";

/** Deletes the dependents of a deleted owner, and releases an owner that waited for the end of its dependents. */
export const garbage: Controller = {
  name: "garbage",
  // The keys are uids, because an owner may be of any kind.
  keys({ type, object }) {
    const owners = (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
    const isGoing = type === "DELETED" || object.metadata.deletionTimestamp !== undefined;
    return (isGoing ? [object.metadata.uid, ...owners] : owners).map((uid) => `/${uid}`);
  },
  reconcile(cluster, _, uid) {
    const all = allObjects(cluster);
    const owner = all.find(({ object }) => object.metadata.uid === uid);
    const waits = owner?.object.metadata.finalizers?.includes(FOREGROUND) === true;
    if (owner !== undefined && !(waits && owner.object.metadata.deletionTimestamp !== undefined))
      return undefined;
    const dependents = all.filter(({ object }) => ownersOf(object).includes(uid));
    for (const { plural, object } of dependents)
      cluster.remove(plural, object.metadata.namespace, object.metadata.name);
    if (owner !== undefined && dependents.length === 0)
      cluster.update(owner.plural, owner.object, ({ metadata }) => {
        metadata.finalizers = (metadata.finalizers ?? []).filter((name) => name !== FOREGROUND);
      });
    return undefined;
  },
};

function allObjects({ store }: Cluster): { plural: string; object: KubernetesObject }[] {
  return store
    .plurals()
    .flatMap((plural) => store.list(plural).map((object) => ({ plural, object })));
}

function ownersOf({ metadata }: KubernetesObject): string[] {
  return (metadata.ownerReferences ?? []).map(({ uid }) => uid);
}
