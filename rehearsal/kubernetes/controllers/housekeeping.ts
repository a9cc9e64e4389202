import type { Cluster } from "../cluster.ts";
import { kindOfObject } from "../kinds.ts";
import type { KubernetesObject } from "../objects.ts";
import type { Controller } from "./controller.ts";

/** Deletes what an owner leaves behind, and lets owners go that waited for it. */
export const garbage: Controller = {
  name: "garbage",
  // Looks at an owner by its uid, whatever its kind.
  keys({ type, object }) {
    const owners = (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);
    return (
      type === "DELETED" || object.metadata.deletionTimestamp !== undefined
        ? [object.metadata.uid, ...owners]
        : owners
    ).map((uid) => `/${uid}`);
  },
  reconcile(cluster, _, uid) {
    const all = cluster.store
      .plurals()
      .flatMap((plural) => cluster.store.list(plural).map((object) => ({ plural, object })));
    const owner = all.find(({ object }) => object.metadata.uid === uid);
    const dependents = all.filter(({ object }) =>
      object.metadata.ownerReferences?.some((item) => item.uid === uid),
    );
    const waits = (name: string) => owner?.object.metadata.finalizers?.includes(name) === true;
    if (owner !== undefined && owner.object.metadata.deletionTimestamp === undefined) return;
    if (waits("orphan"))
      for (const { plural, object } of dependents) disown(cluster, plural, object, uid);
    else if (owner === undefined || waits("foregroundDeletion"))
      for (const { plural, object } of dependents)
        if (!isHeld(all, object, uid))
          cluster.remove(plural, object.metadata.namespace, object.metadata.name);
        else disown(cluster, plural, object, uid);
    if (owner === undefined || (waits("foregroundDeletion") && dependents.length > 0)) return;
    releaseFinalizers(cluster, owner.plural, owner.object, ["orphan", "foregroundDeletion"]);
  },
};

/** Another owner that still exists keeps an object alive. */
function isHeld(
  all: { object: KubernetesObject }[],
  object: KubernetesObject,
  uid: string,
): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    (owner) => owner.uid !== uid && all.some((other) => other.object.metadata.uid === owner.uid),
  );
}

function disown(cluster: Cluster, plural: string, object: KubernetesObject, uid: string): void {
  cluster.change(plural, object, ({ metadata }) => {
    metadata.ownerReferences = (metadata.ownerReferences ?? []).filter(
      (owner) => owner.uid !== uid,
    );
  });
}

/** Takes finalizers off an object, which then may go. */
export function releaseFinalizers(
  cluster: Cluster,
  plural: string,
  object: KubernetesObject,
  finalizers: string[],
): void {
  if (object.metadata.finalizers?.some((name) => finalizers.includes(name)) !== true) return;
  cluster.change(plural, object, ({ metadata }) => {
    metadata.finalizers = (metadata.finalizers ?? []).filter((name) => !finalizers.includes(name));
  });
}

const ROOT_CA = "kube-root-ca.crt";
// The words of kube-controller-manager's root CA publisher.
const DESCRIPTION =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/** Furnishes new namespaces with a service account and the cluster's CA, and empties those that go away. */
export function namespaces(certificateAuthority: string): Controller {
  return {
    name: "namespaces",
    keys({ plural, object }, { store }) {
      if (plural === "namespaces") return [`/${object.metadata.name}`];
      const home = store.get("namespaces", undefined, object.metadata.namespace ?? "");
      return home?.status.phase === "Terminating" ? [`/${home.metadata.name}`] : [];
    },
    reconcile(cluster, _, name) {
      const namespace = cluster.store.get("namespaces", undefined, name);
      if (namespace === undefined) return;
      if (namespace.status.phase === "Terminating") {
        empty(cluster, name);
        return;
      }
      if (cluster.store.get("serviceaccounts", name, "default") === undefined)
        cluster.create("serviceaccounts", { metadata: { name: "default", namespace: name } });
      if (cluster.store.get("configmaps", name, ROOT_CA) === undefined)
        cluster.create("configmaps", {
          metadata: {
            name: ROOT_CA,
            namespace: name,
            annotations: { "kubernetes.io/description": DESCRIPTION },
          },
          data: { "ca.crt": certificateAuthority },
        });
    },
  };
}

function empty(cluster: Cluster, namespace: string): void {
  const left = cluster.store
    .plurals()
    .flatMap((plural) => cluster.store.list(plural).map((object) => ({ plural, object })))
    .filter(
      ({ object }) =>
        object.metadata.namespace === namespace && kindOfObject(object)?.namespaced === true,
    );
  for (const { plural, object } of left)
    if (object.metadata.deletionTimestamp === undefined)
      cluster.remove(plural, namespace, object.metadata.name);
  if (left.length === 0) cluster.store.remove("namespaces", undefined, namespace);
}
