import type { Pod, PodSpec } from "../api/objects.ts";
import type { PodView } from "./views.ts";

/** The pods that keep a volume from another pod. */
export interface Holders {
  /** A pod that nobody deletes and that runs until somebody does. */
  staying: string | undefined;
  /** A pod that ends when its work is done; undefined if a pod stays. */
  ending: string | undefined;
}

/**
 * Finds the pods that the event about a volume names. As long as they run, the volume does not become free. A holder
 * with the same name is the pod that this pod replaces: a StatefulSet uses the name again.
 * @param message of the event FailedAttachVolume
 */
export function namedHolders(view: PodView, message: string): Holders {
  const names = NAMED.exec(message)?.[1]?.split(", ") ?? [];
  return holdersAmong(view, ({ metadata }) => names.includes(metadata.name));
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/volume/attachdetach/reconciler/reconciler.go */
const NAMED = /already used by pod\(s\) (.+?)(?: and \d+ pod\(s\) in different namespaces)?$/;

/** Finds the pods that use a claim of this pod. */
export function claimHolders(view: PodView): Holders {
  const claims = new Set(claimsOf(view.pod.spec));
  return holdersAmong(view, ({ spec }) => claimsOf(spec).some((claim) => claims.has(claim)));
}

function holdersAmong({ pod, neighbours }: PodView, holds: (pod: Pod) => boolean): Holders {
  const holders = (neighbours?.() ?? []).filter(
    (other) => other.metadata.name !== pod.metadata.name && isAlive(other) && holds(other),
  );
  const staying = holders.find((other) => !endsByItself(other))?.metadata.name;
  return { staying, ending: staying === undefined ? holders[0]?.metadata.name : undefined };
}

const claimsOf = ({ volumes = [] }: PodSpec): string[] =>
  volumes.flatMap(({ persistentVolumeClaim: claim }) =>
    claim === undefined ? [] : [claim.claimName],
  );

const isAlive = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && !/^(?:Succeeded|Failed)$/.test(status?.phase ?? "");

/**
 * Returns whether a pod ends when its containers have ended, as the pods of Jobs do.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
const endsByItself = ({ spec }: Pod): boolean => (spec.restartPolicy ?? "Always") !== "Always";

/** Returns what to do about a pod that holds a volume only while it works. */
export const endingFix = (holder: string): string =>
  `the volume becomes free when pod ${holder} has ended: if its work takes that long, raise timeout, or let it run at another time; if it does not end, read its log`;
