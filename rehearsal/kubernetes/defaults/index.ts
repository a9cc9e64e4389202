import type { KubernetesObject } from "../objects.ts";
import { isFields, type Fields } from "../patch.ts";
import {
  defaultAutoscaler,
  defaultBinding,
  defaultClaim,
  defaultNetworkPolicy,
  defaultService,
  type Allocation,
} from "./network.ts";
import { defaultPod, setDefault, under } from "./pods.ts";
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultReplicaSet,
  defaultStatefulSet,
} from "./workloads.ts";

/** What defaults depend on besides the object itself. */
export interface Surroundings extends Allocation {
  defaultStorageClass(): string | undefined;
}

type Draft = Fields & { spec: Fields };
type Writer = (draft: Draft, surroundings: Surroundings) => void;

const WRITERS: Record<string, Writer> = {
  pods: (pod) => {
    if (!isFields(pod["status"]) || Object.keys(pod["status"]).length === 0) defaultPod(pod);
  },
  deployments: defaultDeployment,
  replicasets: defaultReplicaSet,
  statefulsets: defaultStatefulSet,
  daemonsets: defaultDaemonSet,
  jobs: defaultJob,
  cronjobs: defaultCronJob,
  services: defaultService,
  networkpolicies: defaultNetworkPolicy,
  rolebindings: defaultBinding,
  clusterrolebindings: defaultBinding,
  horizontalpodautoscalers: defaultAutoscaler,
  persistentvolumeclaims: (claim, around) => defaultClaim(claim, around.defaultStorageClass()),
  secrets: defaultSecret,
  namespaces: defaultNamespace,
  storageclasses: (storageClass) => {
    setDefault(storageClass, "reclaimPolicy", "Delete");
    setDefault(storageClass, "volumeBindingMode", "Immediate");
  },
};

// Kinds that have a spec even when nobody wrote one.
const WITH_SPEC = new Set(
  Object.keys(WRITERS).filter((plural) => !/binding|secret|class/.test(plural)),
);

// The status that a new object of a kind has before any controller saw it.
const FIRST_STATUS: Record<string, Fields> = {
  deployments: {},
  replicasets: { replicas: 0 },
  statefulsets: { replicas: 0, availableReplicas: 0 },
  daemonsets: {
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  },
  jobs: {},
  cronjobs: {},
  services: { loadBalancer: {} },
  ingresses: { loadBalancer: {} },
  poddisruptionbudgets: {
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  },
  resourcequotas: {},
  persistentvolumeclaims: { phase: "Pending" },
  horizontalpodautoscalers: { currentMetrics: null, desiredReplicas: 0 },
  namespaces: { phase: "Active" },
  nodes: {},
};

/** Writes into a draft all that the API server adds by itself. Writing twice changes nothing more. */
export function writeDefaults(plural: string, draft: KubernetesObject, around: Surroundings): void {
  if (WITH_SPEC.has(plural)) under(draft, "spec");
  WRITERS[plural]?.(draft as unknown as Draft, around);
  if (plural !== "pods" && plural in FIRST_STATUS)
    setDefault(draft, "status", structuredClone(FIRST_STATUS[plural]));
}

function defaultSecret(secret: Fields): void {
  setDefault(secret, "type", "Opaque");
  if (!isFields(secret["stringData"])) return;
  const data = under(secret, "data");
  for (const [name, text] of Object.entries(secret["stringData"]))
    data[name] = Buffer.from(String(text), "utf8").toString("base64");
  Reflect.deleteProperty(secret, "stringData");
}

function defaultNamespace(namespace: Fields): void {
  const metadata = under(namespace, "metadata");
  under(metadata, "labels")["kubernetes.io/metadata.name"] = metadata["name"];
  setDefault(under(namespace, "spec"), "finalizers", ["kubernetes"]);
}
