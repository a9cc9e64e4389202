import { rulesOf, inAnyText } from "../match-failure.ts";
import type { FailureRule, Origin } from "../match-failure.ts";

/** The API server's words can come from the server itself, a controller's event, or a Terraform provider. */
const KUBERNETES: readonly Origin[] = ["kubernetes", "provider"];

/**
 * The API server could not call a webhook, which checks objects or converts them to another version. Its message
 * contains the words of a broken connection, but not of the connection to the API server.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/util/webhook/error.go
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/
 */
export const WEBHOOK_UNAVAILABLE: FailureRule = {
  origin: KUBERNETES,
  when: inAnyText(
    /(?<said>(?:failed calling webhook "(?<webhook>[^"]*)"|conversion webhook for (?<kind>\S+, Kind=\w+) failed: (?=\w+ "https?:))(?:.*?https?:\/\/(?<service>[\w-]+)\.(?<namespace>[\w-]+)\.svc\b)?.*)/,
  ),
  reason: "webhook-unavailable",
  message: (_, { webhook = "", kind, said = "" }) => {
    const [name, effect] =
      kind === undefined
        ? [`admission webhook ${webhook}`, "refuses what the webhook has to check"]
        : [`conversion webhook for ${kind}`, "can neither read nor write such objects"];
    return isUntrusted(said)
      ? `the API server does not trust the certificate of the ${name}, so it ${effect}: ${said}`
      : `the ${name} does not answer, so the API server ${effect}: ${said}`;
  },
  fix: (_, { service, namespace, kind, said = "" }) => {
    const configuration =
      kind === undefined
        ? "the configuration of the webhook (`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`)"
        : "spec.conversion of the CustomResourceDefinition";
    if (isUntrusted(said))
      return `correct caBundle in ${configuration}: the tool that installs the webhook writes caBundle, often cert-manager's cainjector; also check that the webhook's certificate has not expired`;
    if (/: Address is not allowed/.test(said))
      return "run the pods of the webhook in the host network (hostNetwork: true, with a free port): the control plane of EKS reaches only addresses of the VPC, and another network plugin than the VPC CNI gives pods other addresses";
    if (service === undefined || namespace === undefined)
      return `start the program that serves the webhook, or ${kind === undefined ? "delete" : "correct"} ${configuration} if it is no longer wanted`;
    const moved = kind === undefined ? "" : `; if the service has moved, correct ${configuration}`;
    return `check that pods are ready behind the service ${service} (\`kubectl get endpointslices,pods --namespace ${namespace}\`) and that the control plane may reach their port (security groups of the nodes), then run the job again${moved}`;
  },
};

const isUntrusted = (said: string): boolean => /x509: |failed to verify certificate/.test(said);

/** Why the API server refuses to create an object although the caller may create it. */
export const REFUSALS = rulesOf(KUBERNETES, [
  {
    // A quota for cpu or memory refuses every pod that does not declare how much it uses.
    when: inAnyText(/failed quota: .*must specify/),
    reason: "quota-exceeded",
    message: ({ summary }) =>
      `the namespace's quota requires every pod to declare its resources: ${summary}`,
    fix: "set resources.requests and resources.limits for what the message names in every container, init containers too, or give the namespace a LimitRange with defaults",
  },
  {
    // This refusal is temporary: the controller of a new quota first counts what exists.
    when: inAnyText(/status unknown for quota: (?<quota>[^\s,]+)/),
    reason: "pods-not-created",
    message: ({ summary }, { quota = "" }) =>
      `the cluster has not counted the quota ${quota} of the namespace yet: ${summary}`,
    fix: "run the job again: a new quota is counted within seconds; if the error stays, the quota names a resource that the cluster does not have (`kubectl describe resourcequota`)",
  },
  {
    // The cluster allows these pods only where a quota counts them. GKE does so for the critical priority classes.
    // https://kubernetes.io/docs/concepts/policy/resource-quotas/#limit-priority-class-consumption-by-default
    when: inAnyText(/insufficient quota to match these scopes: (?<scopes>.*)/),
    reason: "quota-exceeded",
    message: (_, { scopes = "" }) =>
      `the cluster allows such pods only in a namespace that has a quota for them: insufficient quota to match these scopes: ${scopes}`,
    fix: (_, { scopes = "" }) =>
      `create a ResourceQuota in the namespace whose ${/PriorityClass/.test(scopes) ? "scopeSelector names the pod's PriorityClass, or remove priorityClassName (system-node-critical and system-cluster-critical are for the cluster's own programs)" : "scopes the message names"}`,
  },
  {
    when: inAnyText(/exceeded quota|failed quota/),
    reason: "quota-exceeded",
    message: ({ summary }) => `the namespace's quota allows no more: ${summary}`,
    fix: "raise the ResourceQuota of the namespace (`kubectl describe resourcequota` shows what it counts: with scopes, only some pods, such as those of a PriorityClass or without resources), lower resources.requests or replicas, or allow fewer surplus pods (maxSurge)",
  },
  {
    when: inAnyText(/violates PodSecurity/),
    reason: "pod-security",
    message: ({ summary }) => `the pod security level of the namespace forbids the pod: ${summary}`,
    fix: "set the fields that the message names in the securityContext of the pod and its containers",
  },
  {
    when: inAnyText(/admission webhook .* denied/),
    reason: "admission-denied",
    message: ({ summary }) => `an admission webhook refuses the pod: ${summary}`,
    fix: "change the workload so that it meets the policy of the webhook, or ask its owner for an exception",
  },
  {
    // A policy inside the API server whose parameters are missing refuses everything that it is about.
    // https://github.com/kubernetes/kubernetes/issues/134184
    when: inAnyText(
      /(?:AdmissionPolicy|\bpolicy) '(?<policy>[^']+)' .*?denied request: (?<said>failed to configure .*|no params found .*)/,
    ),
    reason: "admission-denied",
    message: (_, { policy = "", said = "" }) =>
      `the admission policy ${policy} cannot be evaluated, so the API server refuses every object that it is about: ${said}`,
    fix: (_, { policy = "" }) =>
      `correct the policy ${policy}, its binding or the parameters that the binding names (\`kubectl get validatingadmissionpolicies,mutatingadmissionpolicies\`), or ask its owner to do so: the workload is not the cause`,
  },
  {
    // Policies inside the API server. A MutatingAdmissionPolicy only calls itself "policy".
    // https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
    when: inAnyText(
      /ValidatingAdmissionPolicy .* denied request|\bpolicy '[^']+' with binding '[^']+' denied request/,
    ),
    reason: "admission-denied",
    message: ({ summary }) => `an admission policy refuses the object: ${summary}`,
    fix: "change the workload so that it meets the policy that the message names, or ask its owner for an exception",
  },
  {
    when: inAnyText(/(?:maximum|minimum) \S+ usage per \w+ is|limit to request ratio per \w+/),
    reason: "pods-not-created",
    message: ({ summary }) => `the LimitRange of the namespace refuses the pod: ${summary}`,
    fix: "set resources.requests and resources.limits within the LimitRange of the namespace (`kubectl describe limitrange`), or have it changed",
  },
  {
    when: inAnyText(/in namespace (?<namespace>\S+) because it is being terminated/),
    reason: "namespace-terminating",
    message: (_, { namespace = "" }) =>
      `namespace ${namespace} is being deleted, so nothing new can be created in it`,
    fix: (_, { namespace = "" }) =>
      `wait until it is gone (\`kubectl get namespace ${namespace} --output yaml\` shows what still blocks it) and deploy again, or deploy to another namespace`,
  },
  {
    when: inAnyText(/serviceaccount .* not found/i),
    reason: "service-account-missing",
    message: ({ summary }) => `the service account of the pod does not exist: ${summary}`,
    fix: "create the ServiceAccount in the Kubernetes workspace",
  },
]);
