import type { KubernetesObject } from "./objects.ts";

/** One kind of object that the API serves. `plural` names it everywhere inside this folder. */
export interface Kind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  short: string[];
  subresources: string[];
  /** Whether the API counts changes of its spec in metadata.generation. */
  generation: boolean;
  /** Kinds that only answer a question (reviews): they can be created and are never stored. */
  review: boolean;
}

type Line = [kind: string, plural: string, short: string, flags: string];

// Flags: n namespaced, g counts generations, s has /status, c has /scale, r review only.
const GROUPS: Record<string, Line[]> = {
  "/v1": [
    ["Namespace", "namespaces", "ns", "s"],
    ["Pod", "pods", "po", "ngs"],
    ["Service", "services", "svc", "ns"],
    ["ConfigMap", "configmaps", "cm", "n"],
    ["Secret", "secrets", "", "n"],
    ["ServiceAccount", "serviceaccounts", "sa", "n"],
    ["Event", "events", "ev", "n"],
    ["Endpoints", "endpoints", "ep", "n"],
    ["Node", "nodes", "no", "s"],
    ["PersistentVolumeClaim", "persistentvolumeclaims", "pvc", "ns"],
    ["PersistentVolume", "persistentvolumes", "pv", "s"],
    ["ResourceQuota", "resourcequotas", "quota", "ns"],
    ["LimitRange", "limitranges", "limits", "n"],
  ],
  "apps/v1": [
    ["Deployment", "deployments", "deploy", "ngsc"],
    ["ReplicaSet", "replicasets", "rs", "ngsc"],
    ["StatefulSet", "statefulsets", "sts", "ngsc"],
    ["DaemonSet", "daemonsets", "ds", "ngs"],
    ["ControllerRevision", "controllerrevisions", "", "n"],
  ],
  "batch/v1": [
    ["Job", "jobs", "", "ngs"],
    ["CronJob", "cronjobs", "cj", "ngs"],
  ],
  "networking.k8s.io/v1": [
    ["Ingress", "ingresses", "ing", "ngs"],
    ["NetworkPolicy", "networkpolicies", "netpol", "ng"],
    ["IngressClass", "ingressclasses", "", "g"],
  ],
  "policy/v1": [["PodDisruptionBudget", "poddisruptionbudgets", "pdb", "ngs"]],
  "autoscaling/v2": [["HorizontalPodAutoscaler", "horizontalpodautoscalers", "hpa", "ns"]],
  "rbac.authorization.k8s.io/v1": [
    ["Role", "roles", "", "n"],
    ["RoleBinding", "rolebindings", "", "n"],
    ["ClusterRole", "clusterroles", "", ""],
    ["ClusterRoleBinding", "clusterrolebindings", "", ""],
  ],
  "storage.k8s.io/v1": [["StorageClass", "storageclasses", "sc", ""]],
  "scheduling.k8s.io/v1": [["PriorityClass", "priorityclasses", "pc", "g"]],
  "coordination.k8s.io/v1": [["Lease", "leases", "", "n"]],
  "discovery.k8s.io/v1": [["EndpointSlice", "endpointslices", "", "ng"]],
  "events.k8s.io/v1": [["Event", "events", "ev", "n"]],
  "authorization.k8s.io/v1": [
    ["SelfSubjectAccessReview", "selfsubjectaccessreviews", "", "r"],
    ["SubjectAccessReview", "subjectaccessreviews", "", "r"],
    ["SelfSubjectRulesReview", "selfsubjectrulesreviews", "", "r"],
  ],
  "authentication.k8s.io/v1": [
    ["TokenReview", "tokenreviews", "", "r"],
    ["SelfSubjectReview", "selfsubjectreviews", "", "r"],
  ],
};

const MORE_SUBRESOURCES: Record<string, string[]> = {
  pods: ["log", "eviction", "binding"],
  namespaces: ["finalize"],
};

function kindOf(groupVersion: string, [kind, plural, short, flags]: Line): Kind {
  const [group = "", version = ""] = groupVersion.split("/");
  const has = (flag: string) => flags.includes(flag);
  return {
    group,
    version,
    kind,
    plural,
    short: short === "" ? [] : [short],
    namespaced: has("n"),
    generation: has("g"),
    review: has("r"),
    subresources: [
      ...(has("s") ? ["status"] : []),
      ...(has("c") ? ["scale"] : []),
      ...(MORE_SUBRESOURCES[plural] ?? []),
    ],
  };
}

export const KINDS: readonly Kind[] = Object.entries(GROUPS).flatMap(([groupVersion, lines]) =>
  lines.map((line) => kindOf(groupVersion, line)),
);

/** `v1`, `apps/v1`: as objects name it. */
export function apiVersionOf(kind: Kind): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** `deployments.apps`, `pods`: as error messages name a resource. */
export function resourceName(kind: Kind): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** The kind that is stored under this plural. @throws Error for a plural that no group has */
export function kindByPlural(plural: string): Kind {
  const kind = KINDS.find((other) => other.plural === plural);
  if (kind === undefined) throw new Error(`no kind has the plural name ${plural}`);
  return kind;
}

/** The kind of an object by its own words, or undefined for one that is not served. */
export function kindOfObject(
  object: Pick<KubernetesObject, "apiVersion" | "kind">,
): Kind | undefined {
  return KINDS.find(
    (kind) => kind.kind === object.kind && apiVersionOf(kind) === object.apiVersion,
  );
}
