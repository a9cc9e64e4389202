/** Resources the rollout reads: their API group and plural name. */
export const RESOURCES = {
  Deployment: "/apis/apps/v1 deployments",
  ReplicaSet: "/apis/apps/v1 replicasets",
  StatefulSet: "/apis/apps/v1 statefulsets",
  DaemonSet: "/apis/apps/v1 daemonsets",
  Job: "/apis/batch/v1 jobs",
  Pod: "/api/v1 pods",
  Event: "/api/v1 events",
  Ingress: "/apis/networking.k8s.io/v1 ingresses",
} as const;

export type ResourceKind = keyof typeof RESOURCES;

const parts = (kind: ResourceKind): [string, string] => {
  const [group = "", plural = ""] = RESOURCES[kind].split(" ");
  return [group, plural];
};

/** Path of all objects of a kind in a namespace. */
export function collectionPath(kind: ResourceKind, namespace: string): string {
  const [group, plural] = parts(kind);
  return `${group}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

/** API group (empty for the core) and plural name, as RBAC rules want them. */
export function ruleOf(kind: ResourceKind): { group: string; resource: string } {
  const [group, resource] = parts(kind);
  return { group: group.startsWith("/apis/") ? (group.split("/")[2] ?? "") : "", resource };
}

/** Path of the last lines of a container's log; `previous` = of its run before this one. */
export function logPath(
  pod: { namespace: string; name: string },
  container: string,
  options: { lines: number; previous: boolean },
): string {
  const query = new URLSearchParams({
    container,
    tailLines: String(options.lines),
    // A single line can be endless; a summary holds 1 MiB in all.
    limitBytes: String(64 * 1024),
    ...(options.previous ? { previous: "true" } : {}),
  });
  const namespace = encodeURIComponent(pod.namespace);
  return `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(pod.name)}/log?${query.toString()}`;
}
