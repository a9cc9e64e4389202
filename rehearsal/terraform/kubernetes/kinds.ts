/** How a Terraform resource type is served by the Kubernetes API. */
export interface Kind {
  apiVersion: string;
  kind: string;
  /** Plural name in API paths. */
  plural: string;
  namespaced: boolean;
  /** The provider's text before an API error. Most types have none. */
  failure?: (verb: "create" | "update", name: string) => string;
}

const kind = (apiVersion: string, name: string, plural: string): Kind => ({
  apiVersion,
  kind: name,
  plural,
  namespaced: true,
});

/** The resource types in use. */
export const KINDS: Record<string, Kind> = {
  kubernetes_namespace_v1: { ...kind("v1", "Namespace", "namespaces"), namespaced: false },
  kubernetes_service_account_v1: kind("v1", "ServiceAccount", "serviceaccounts"),
  kubernetes_config_map_v1: kind("v1", "ConfigMap", "configmaps"),
  kubernetes_secret_v1: kind("v1", "Secret", "secrets"),
  kubernetes_service_v1: kind("v1", "Service", "services"),
  kubernetes_deployment_v1: {
    ...kind("apps/v1", "Deployment", "deployments"),
    failure: (verb) => `Failed to ${verb} deployment: `,
  },
  kubernetes_job_v1: {
    ...kind("batch/v1", "Job", "jobs"),
    failure: (verb) => `Failed to ${verb} Job! API error: `,
  },
  kubernetes_cron_job_v1: kind("batch/v1", "CronJob", "cronjobs"),
  kubernetes_horizontal_pod_autoscaler_v2: kind(
    "autoscaling/v2",
    "HorizontalPodAutoscaler",
    "horizontalpodautoscalers",
  ),
  kubernetes_network_policy_v1: kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
  kubernetes_ingress_v1: {
    ...kind("networking.k8s.io/v1", "Ingress", "ingresses"),
    failure: (verb, name) => `Failed to ${verb} Ingress '${name}' because: `,
  },
  kubernetes_pod_disruption_budget_v1: kind(
    "policy/v1",
    "PodDisruptionBudget",
    "poddisruptionbudgets",
  ),
};

/** Returns the path of a collection, or of one object in it. */
export function pathOf(of: Kind, namespace: string, name?: string): string {
  const group = of.apiVersion.includes("/") ? `/apis/${of.apiVersion}` : `/api/${of.apiVersion}`;
  const collection = of.namespaced
    ? `${group}/namespaces/${namespace}/${of.plural}`
    : `${group}/${of.plural}`;
  return name === undefined ? collection : `${collection}/${name}`;
}
