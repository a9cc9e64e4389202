import { forbidden } from "./errors.ts";
import type { Kind } from "./kinds.ts";
import type { KubernetesObject, Pod, PodTemplate, ResourceQuota } from "./objects.ts";
import { quantity } from "./quantities.ts";
import type { Store } from "./store.ts";
import { levelOf, violations } from "./validation/podsecurity.ts";

/** A pod still counts against quotas and nodes as long as it may run. */
export function isLive(pod: Pod): boolean {
  return pod.status.phase !== "Succeeded" && pod.status.phase !== "Failed";
}

const COUNTED = ["services", "secrets", "configmaps", "persistentvolumeclaims", "resourcequotas"];

/** How much of a quota's resource a namespace uses. */
export function usage(store: Store, namespace: string, resource: string): number {
  const plural = resource.replace(/^count\//, "").split(".")[0] ?? "";
  if (resource === "pods" || plural === "pods")
    return store.list("pods", namespace).filter(isLive).length;
  if (resource.startsWith("count/") || COUNTED.includes(resource))
    return store.list(plural, namespace).length;
  return store
    .list("pods", namespace)
    .filter(isLive)
    .reduce((sum, pod) => sum + amountOf(pod, resource), 0);
}

/** What a new object adds to a quota's resource; 0 when the quota does not count it. */
function addition(kind: Kind, object: KubernetesObject, resource: string): number {
  const plural = resource.replace(/^count\//, "").split(".")[0];
  if (plural === kind.plural) return 1;
  return kind.plural === "pods" ? amountOf(object as Pod, resource) : 0;
}

function amountOf(pod: Pod, resource: string): number {
  const [list, name] = /^(requests|limits)\./.test(resource)
    ? [resource.split(".")[0] as "requests" | "limits", resource.replace(/^\w+\./, "")]
    : ["requests" as const, resource];
  if (name !== "cpu" && name !== "memory") return 0;
  return pod.spec.containers.reduce(
    (sum, container) => sum + quantity(container.resources?.[list]?.[name] ?? 0),
    0,
  );
}

/** How a quota writes an amount of a resource. */
export function formatAmount(resource: string, amount: number): string {
  if (resource.endsWith("memory")) {
    const unit = ["Gi", "Mi", "Ki"].find(
      (name) => amount > 0 && Number.isInteger(amount / quantity(`1${name}`)),
    );
    return unit === undefined ? String(amount) : `${amount / quantity(`1${unit}`)}${unit}`;
  }
  return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
}

/** @throws StatusError 403 when the object would exceed a quota of its namespace */
export function checkQuotas(store: Store, kind: Kind, object: KubernetesObject): void {
  const { namespace, name } = object.metadata;
  if (namespace === undefined) return;
  for (const quota of store.list("resourcequotas", namespace)) {
    const unsaid = kind.plural === "pods" ? unsaidBy(quota, object as Pod) : undefined;
    if (unsaid !== undefined) throw forbidden(kind, name, unsaid);
    const exceeded = exceededBy(store, quota, kind, object);
    if (exceeded !== undefined) throw forbidden(kind, name, exceeded);
  }
}

/** A quota on requests or limits wants every container to say its own. */
function unsaidBy(quota: ResourceQuota, pod: Pod): string | undefined {
  const missing = Object.keys(quota.spec.hard ?? {}).flatMap((resource) => {
    const [list, name = ""] = resource.split(".");
    if ((list !== "requests" && list !== "limits") || !["cpu", "memory"].includes(name)) return [];
    const silent = pod.spec.containers.filter(
      ({ resources }) => resources?.[list]?.[name] === undefined,
    );
    return silent.length === 0
      ? []
      : [`${resource} for: ${silent.map((container) => container.name).join(",")}`];
  });
  if (missing.length === 0) return undefined;
  return `failed quota: ${quota.metadata.name}: must specify ${missing.sort().join("; ")}`;
}

function exceededBy(
  store: Store,
  quota: ResourceQuota,
  kind: Kind,
  object: KubernetesObject,
): string | undefined {
  const namespace = quota.metadata.namespace ?? "";
  const over = Object.entries(quota.spec.hard ?? {}).flatMap(([resource, hard]) => {
    const requested = addition(kind, object, resource);
    const used = usage(store, namespace, resource);
    if (requested === 0 || requested + used <= quantity(hard)) return [];
    const text = (amount: number) => `${resource}=${formatAmount(resource, amount)}`;
    return [{ requested: text(requested), used: text(used), limited: `${resource}=${hard}` }];
  });
  if (over.length === 0) return undefined;
  const joined = (name: "requested" | "used" | "limited") =>
    over.map((item) => item[name]).join(",");
  return `exceeded quota: ${quota.metadata.name}, requested: ${joined("requested")}, used: ${joined("used")}, limited: ${joined("limited")}`;
}

/** @throws StatusError 403 when a pod breaks the level its namespace enforces */
export function checkPodSecurity(store: Store, kind: Kind, pod: Pod): void {
  const { level, version } = levelOf(labelsOf(store, pod), "enforce");
  const found = violations(level, pod.spec);
  if (found.length > 0)
    throw forbidden(
      kind,
      pod.metadata.name,
      `violates PodSecurity "${level}:${version}": ${found.join(", ")}`,
    );
}

/** The warning for a workload or pod that breaks the level its namespace warns about (or enforces, for workloads). */
export function podSecurityWarning(store: Store, object: KubernetesObject): string | undefined {
  const spec = object["spec"] as (Pod["spec"] & { template?: PodTemplate }) | undefined;
  const podSpec = object.kind === "Pod" ? spec : spec?.template?.spec;
  if (podSpec === undefined || !Array.isArray(podSpec.containers)) return undefined;
  const labels = labelsOf(store, object);
  const { level, version } =
    levelOf(labels, "warn").level === "privileged" && object.kind !== "Pod"
      ? levelOf(labels, "enforce")
      : levelOf(labels, "warn");
  const found = violations(level, podSpec);
  return found.length === 0
    ? undefined
    : `would violate PodSecurity "${level}:${version}": ${found.join(", ")}`;
}

function labelsOf(store: Store, object: KubernetesObject): Record<string, string> | undefined {
  return store.get("namespaces", undefined, object.metadata.namespace ?? "")?.metadata.labels;
}
