import type { Cluster } from "../objects/cluster.ts";
import { kindByPlural } from "../objects/kinds.ts";
import type { Controller } from "./loop.ts";

const ROOT_CA = "kube-root-ca.crt";
// The text of kube-controller-manager's root CA publisher.
const DESCRIPTION =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/** Gives new namespaces a service account and the cluster's CA. Empties namespaces that are being deleted. */
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
      if (namespace === undefined) return undefined;
      if (namespace.status.phase === "Terminating") {
        emptyNamespace(cluster, name);
        return undefined;
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
      return undefined;
    },
  };
}

function emptyNamespace(cluster: Cluster, namespace: string): void {
  const left = cluster.store
    .plurals()
    .filter((plural) => kindByPlural(plural).namespaced)
    .flatMap((plural) =>
      cluster.store.list(plural, namespace).map((object) => ({ plural, object })),
    );
  for (const { plural, object } of left)
    if (object.metadata.deletionTimestamp === undefined)
      cluster.remove(plural, namespace, object.metadata.name);
  if (left.length === 0) cluster.store.remove("namespaces", undefined, namespace);
}
