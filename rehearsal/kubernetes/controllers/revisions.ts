import type { Cluster } from "../cluster.ts";
import { templateHash } from "../names.ts";
import type { ControllerRevision, DaemonSet, PodTemplate, StatefulSet } from "../objects.ts";
import { isOwnedBy, ownedBy } from "./controller.ts";

/** The revision of a set's present template; made when there is none, renumbered when an old one comes back. */
export function ensureRevision(
  cluster: Cluster,
  owner: StatefulSet | DaemonSet,
): { name: string; hash: string } {
  const hash = templateHash(owner.spec.template);
  const name = `${owner.metadata.name}-${hash}`;
  const known = revisionsOf(cluster, owner);
  const newest = known.at(-1);
  const found = known.find(({ metadata }) => metadata.name === name);
  const next = (newest?.revision ?? 0) + 1;
  if (found === undefined)
    cluster.create("controllerrevisions", {
      metadata: {
        name,
        namespace: owner.metadata.namespace,
        labels: { ...owner.spec.template.metadata.labels, "controller.kubernetes.io/hash": hash },
        ownerReferences: ownedBy(owner),
      },
      data: { spec: { template: { ...owner.spec.template, $patch: "replace" } } },
      revision: next,
    });
  else if (found !== newest)
    cluster.change("controllerrevisions", found, (draft) => {
      draft.revision = next;
    });
  return { name, hash };
}

function revisionsOf(cluster: Cluster, owner: StatefulSet | DaemonSet): ControllerRevision[] {
  return cluster.store
    .list("controllerrevisions", owner.metadata.namespace)
    .filter((item) => isOwnedBy(item, owner))
    .sort((a, b) => a.revision - b.revision);
}

/** The template that a revision stands for. */
export function templateOf(cluster: Cluster, owner: StatefulSet, revision: string): PodTemplate {
  const found = revisionsOf(cluster, owner).find(({ metadata }) => metadata.name === revision);
  return found?.data.spec.template ?? owner.spec.template;
}
