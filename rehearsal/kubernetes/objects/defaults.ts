import { clusterAddress, nodePort } from "./addresses.ts";
import { defaultPod, defaultPodSpec, fieldsIn, setDefault, under } from "./pod-defaults.ts";
import type { Store } from "./store.ts";
import { isFields, type Fields, type KubernetesObject } from "./types.ts";

type Draft = Fields & { spec: Fields };
type Writer = (draft: Draft, store: Store) => void;

const WRITERS: Record<string, Writer> = {
  pods: (pod) => {
    if (!isFields(pod["status"]) || Object.keys(pod["status"]).length === 0) defaultPod(pod);
  },
  deployments: defaultDeployment,
  replicasets: defaultReplicaSet,
  jobs: defaultJob,
  cronjobs: defaultCronJob,
  horizontalpodautoscalers: ({ spec }) => setDefault(spec, "minReplicas", 1),
  networkpolicies: defaultNetworkPolicy,
  services: defaultService,
  secrets: defaultSecret,
  namespaces: defaultNamespace,
};

// The status of a new object before any controller sees it.
const FIRST_STATUS: Record<string, Fields> = {
  deployments: {},
  replicasets: { replicas: 0 },
  jobs: {},
  cronjobs: {},
  horizontalpodautoscalers: { currentMetrics: null, desiredReplicas: 0 },
  services: { loadBalancer: {} },
  ingresses: { loadBalancer: {} },
  poddisruptionbudgets: {
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  },
  namespaces: { phase: "Active" },
  nodes: {},
};

/** Writes into a draft everything that the API server adds by itself. A second call changes nothing. */
export function writeDefaults(plural: string, draft: KubernetesObject, store: Store): void {
  // These kinds always have a spec, even if the client sends none.
  if (plural in WRITERS && plural !== "secrets") under(draft, "spec");
  WRITERS[plural]?.(draft as unknown as Draft, store);
  if (plural !== "pods" && plural in FIRST_STATUS)
    setDefault(draft, "status", structuredClone(FIRST_STATUS[plural]));
}

function defaultTemplate(spec: Fields): void {
  const template = under(spec, "template");
  setDefault(template, "metadata", {});
  defaultPodSpec(under(template, "spec"));
}

function defaultDeployment({ spec }: { spec: Fields }): void {
  setDefault(spec, "replicas", 1);
  setDefault(spec, "revisionHistoryLimit", 10);
  setDefault(spec, "progressDeadlineSeconds", 600);
  const strategy = under(spec, "strategy");
  setDefault(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    setDefault(under(strategy, "rollingUpdate"), "maxUnavailable", "25%");
    setDefault(under(strategy, "rollingUpdate"), "maxSurge", "25%");
  }
  defaultTemplate(spec);
}

function defaultReplicaSet({ spec }: { spec: Fields }): void {
  setDefault(spec, "replicas", 1);
  defaultTemplate(spec);
}

const JOB_KEYS = (name: string, uid: string): Record<string, string> => ({
  "batch.kubernetes.io/controller-uid": uid,
  "batch.kubernetes.io/job-name": name,
  "controller-uid": uid,
  "job-name": name,
});

function defaultJob(job: Fields & { spec: Fields }): void {
  const { spec } = job;
  // If neither is set, one pod must succeed. If only parallelism is set, the Job is a work queue without a count.
  if (spec["completions"] === undefined && spec["parallelism"] === undefined)
    spec["completions"] = 1;
  setDefault(spec, "parallelism", 1);
  setDefault(spec, "backoffLimit", 6);
  setDefault(spec, "completionMode", "NonIndexed");
  setDefault(spec, "suspend", false);
  setDefault(spec, "manualSelector", false);
  setDefault(spec, "podReplacementPolicy", "TerminatingOrFailed");
  defaultTemplate(spec);
  const { name, uid } = under(job, "metadata") as { name: string; uid: string };
  if (spec["manualSelector"] === true || spec["selector"] !== undefined) return;
  spec["selector"] = { matchLabels: { "batch.kubernetes.io/controller-uid": uid } };
  const labels = JOB_KEYS(name, uid);
  const template = under(under(spec, "template"), "metadata");
  template["labels"] = { ...(isFields(template["labels"]) ? template["labels"] : {}), ...labels };
  const metadata = under(job, "metadata");
  // A Job without labels gets the labels of its template.
  if (!isFields(metadata["labels"])) metadata["labels"] = { ...(template["labels"] as Fields) };
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/batch/v1/defaults.go */
function defaultCronJob({ spec }: { spec: Fields }): void {
  setDefault(spec, "concurrencyPolicy", "Allow");
  setDefault(spec, "suspend", false);
  setDefault(spec, "successfulJobsHistoryLimit", 3);
  setDefault(spec, "failedJobsHistoryLimit", 1);
  const template = under(spec, "jobTemplate");
  setDefault(template, "metadata", {});
  defaultTemplate(under(template, "spec"));
}

function defaultNetworkPolicy({ spec }: { spec: Fields }): void {
  for (const rule of [...fieldsIn(spec, "ingress"), ...fieldsIn(spec, "egress")])
    for (const port of fieldsIn(rule, "ports")) setDefault(port, "protocol", "TCP");
  setDefault(spec, "policyTypes", ["Ingress"]);
}

function defaultService({ spec }: { spec: Fields }, store: Store): void {
  setDefault(spec, "type", "ClusterIP");
  setDefault(spec, "sessionAffinity", "None");
  if (spec["type"] === "ExternalName") return;
  for (const port of fieldsIn(spec, "ports")) {
    setDefault(port, "protocol", "TCP");
    setDefault(port, "targetPort", port["port"]);
  }
  if (spec["clusterIP"] === undefined || spec["clusterIP"] === "")
    spec["clusterIP"] = clusterAddress(store);
  setDefault(spec, "clusterIPs", [spec["clusterIP"]]);
  setDefault(spec, "internalTrafficPolicy", "Cluster");
  setDefault(spec, "ipFamilies", ["IPv4"]);
  setDefault(spec, "ipFamilyPolicy", "SingleStack");
  if (spec["type"] === "ClusterIP") return;
  setDefault(spec, "externalTrafficPolicy", "Cluster");
  if (spec["type"] === "LoadBalancer") setDefault(spec, "allocateLoadBalancerNodePorts", true);
  for (const port of fieldsIn(spec, "ports")) setDefault(port, "nodePort", nodePort(store));
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
