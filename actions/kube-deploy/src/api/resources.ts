/** The resources that kube-deploy reads: path of the API group, plural name. */
const RESOURCES = {
  Deployment: "/apis/apps/v1 deployments",
  ReplicaSet: "/apis/apps/v1 replicasets",
  StatefulSet: "/apis/apps/v1 statefulsets",
  DaemonSet: "/apis/apps/v1 daemonsets",
  Job: "/apis/batch/v1 jobs",
  Pod: "/api/v1 pods",
  Event: "/api/v1 events",
  Ingress: "/apis/networking.k8s.io/v1 ingresses",
  Secret: "/api/v1 secrets",
} as const;

export type ResourceKind = keyof typeof RESOURCES;

const splitResource = (kind: ResourceKind): [string, string] => {
  const [group = "", plural = ""] = RESOURCES[kind].split(" ");
  return [group, plural];
};

/** Returns the path of all objects of a kind in a namespace. */
export function collectionPath(kind: ResourceKind, namespace: string): string {
  const [group, plural] = splitResource(kind);
  return `${group}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

/** Returns group and version of a kind as manifests write them: apps/v1. */
export const apiVersionOf = (kind: ResourceKind): string =>
  splitResource(kind)[0].replace(/^\/apis?\//, "");

/** A kind that is not in RESOURCES, as the API server lists it. */
export interface CustomKind {
  /** "" is the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
}

/**
 * Returns the kind with its group, because several groups may have a kind of the same name. For example
 * Certificate.cert-manager.io.
 */
export const fullKind = ({ group, kind }: CustomKind): string =>
  group === "" ? kind : `${kind}.${group}`;

/** Returns the path of all objects of such a kind in a namespace. */
export const customCollectionPath = (
  { group, version, plural }: CustomKind,
  namespace: string,
): string =>
  `${group === "" ? "/api" : `/apis/${group}`}/${version}/namespaces/${encodeURIComponent(namespace)}/${plural}`;

/** Returns API group ("" for the core group) and plural name, as RBAC rules write them. */
export function ruleOf(kind: ResourceKind): { group: string; resource: string } {
  const [group, resource] = splitResource(kind);
  return { group: group.startsWith("/apis/") ? (group.split("/")[2] ?? "") : "", resource };
}

/** Returns the path of the last lines of a container's log; with `previous`, of its log before the last restart. */
export function logPath(
  pod: { namespace: string; name: string },
  container: string,
  options: { lines: number; previous: boolean },
): string {
  const query = new URLSearchParams({
    container,
    tailLines: String(options.lines),
    // A single line can be endless, and the whole job summary must stay below 1 MiB.
    limitBytes: String(64 * 1024),
    ...(options.previous ? { previous: "true" } : {}),
  });
  const namespace = encodeURIComponent(pod.namespace);
  return `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(pod.name)}/log?${query.toString()}`;
}
