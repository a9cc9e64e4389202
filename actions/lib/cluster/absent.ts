import { inAnyText } from "../match-failure.ts";
import type { AdviceRule } from "../match-failure.ts";

const NAMESPACE: AdviceRule = {
  origin: "provider",
  when: inAnyText(/\bnamespaces "(?<name>[^"]+)" not found/),
  message: ({ address = "an object" }, { name = "" }) =>
    `${address} cannot be made, because the namespace ${name} does not exist`,
  fix: ({ provider }, { name = "" }) =>
    provider === "helm"
      ? `set create_namespace = true in the helm_release, or create the namespace ${name} before it (depends_on)`
      : `create the namespace ${name} in the workspace and refer to it (metadata[0].name of its resource), so that it is made first; or correct the name`,
};

/**
 * An API that extensions serve, such as metrics. Helm asks for the kinds of every API before it begins.
 * https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
 */
const EXTENSION: AdviceRule = {
  origin: "provider",
  when: inAnyText(
    /unable to retrieve the complete list of server APIs: (?<api>[\w.-]+\/\w+): (?<said>[^\n]*)/,
  ),
  message: ({ address = "the workspace's provider" }, { api = "", said = "" }) =>
    `${address} cannot learn the kinds of the cluster, because the extension that serves ${api} does not answer: ${said}`,
  fix: (_, { api = "" }) => {
    const [group = "", version = ""] = api.split("/");
    return `look at the APIService ${version}.${group} (\`kubectl get apiservices\`): start the pods of its service (such as metrics-server or KEDA), or delete the APIService if nothing serves it any more; then run the job again`;
  },
};

/** The resources of the provider without a version in their name ask for versions that Kubernetes has removed. */
const REMOVED: AdviceRule = {
  origin: "provider",
  when: inAnyText(
    /the server could not find the requested resource(?: \(\w+ (?<plural>[\w.]+)[^)]*\))?/,
    { provider: /^kubernetes$/ },
  ),
  message: ({ address = "an object" }, { plural }) =>
    `${address} cannot be read or made, because the cluster does not serve the version of the API that it is written for${plural === undefined ? "" : ` (${plural})`}`,
  fix: "use the resource type of the newer version (such as kubernetes_ingress_v1, kubernetes_cron_job_v1, kubernetes_pod_disruption_budget_v1 or kubernetes_horizontal_pod_autoscaler_v2), or a newer version of the provider: https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
};

/** Explains that something is missing in the cluster that an object needs. The first rule that matches decides. */
export const ABSENT: readonly AdviceRule[] = [NAMESPACE, EXTENSION, REMOVED];
