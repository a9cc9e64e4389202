import { rulesOf, inAnyText } from "../match-failure.ts";
import type { FailureRule, Origin } from "../match-failure.ts";
import { LIMITS } from "./limits.ts";

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
    if (ANSWERED.test(said))
      return `the ${name} answers with an error, so the API server ${effect}: ${said}`;
    return isUntrusted(said)
      ? `the API server does not trust the certificate of the ${name}, so it ${effect}: ${said}`
      : `the ${name} does not answer, so the API server ${effect}: ${said}`;
  },
  fix: (_, { service, namespace, kind, said = "" }) => {
    const configuration =
      kind === undefined
        ? "the configuration of the webhook (`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`)"
        : "spec.conversion of the CustomResourceDefinition";
    if (ANSWERED.test(said))
      return `look for the error in the log of the program that serves the webhook, and compare its version with the path and versions in ${configuration}: an update may have left one of them behind; the workload is not the cause`;
    if (isUntrusted(said))
      return `correct caBundle in ${configuration}: the tool that installs the webhook writes caBundle, often cert-manager's cainjector; also check that the webhook's certificate has not expired`;
    if (/: Address is not allowed/.test(said))
      return "run the pods of the webhook in the host network (hostNetwork: true, with a free port): the control plane of EKS reaches only addresses of the VPC, and another network plugin than the VPC CNI gives pods other addresses";
    if (/"https:\/\/(?:127\.|localhost|\[::1\])/.test(said))
      return "run the job again: this webhook is part of the control plane (on EKS such as the one for IAM roles of service accounts and Pod Identity); if the error stays, look at https://health.aws.amazon.com and ask AWS Support";
    if (service === undefined || namespace === undefined)
      return `start the program that serves the webhook, or ${kind === undefined ? "delete" : "correct"} ${configuration} if it is no longer wanted`;
    const moved = kind === undefined ? "" : `; if the service has moved, correct ${configuration}`;
    return `check that pods are ready behind the service ${service} (\`kubectl get endpointslices,pods --namespace ${namespace}\`) and that the control plane may reach their port (security groups of the nodes), then run the job again${moved}`;
  },
};

/**
 * The webhook was reached: what it answered is an error, or no answer that the API server understands.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/request/admissionreview.go
 */
const ANSWERED =
  /: (?:an error on the server \(|the server (?:could not find the requested resource|rejected our request|has asked for the client)|(?:expected|received invalid) webhook response|webhook returned )/;

const isUntrusted = (said: string): boolean => /x509: |failed to verify certificate/.test(said);

/**
 * Another object has the name that a StatefulSet gives its pod. One that is being deleted only takes its time. A provider
 * says the same about a pod that it makes itself, which is another case.
 */
const POD_EXISTS: FailureRule = {
  origin: "kubernetes",
  when: inAnyText(/^(?!.*is being deleted).*\bpods "(?<name>[^"]+)" already exists/),
  reason: "pods-not-created",
  message: (_, { name = "" }) =>
    `a pod ${name} that does not belong to the workload exists already`,
  fix: (_, { name = "" }) =>
    `find out what made the pod ${name} (\`kubectl describe pod ${name}\`, Controlled By), and delete it if nothing needs it, or give the workload another name`,
};

/** Why the API server refuses to create an object although the caller may create it. */
export const REFUSALS: readonly FailureRule[] = [
  POD_EXISTS,
  ...rulesOf(KUBERNETES, [
    ...LIMITS,
    {
      when: inAnyText(/violates PodSecurity/),
      reason: "pod-security",
      message: ({ summary }) =>
        `the pod security level of the namespace forbids the pod: ${summary}`,
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
      when: inAnyText(/in namespace (?<namespace>\S+) because it is being terminated/),
      reason: "namespace-terminating",
      message: (_, { namespace = "" }) =>
        `namespace ${namespace} is being deleted, so nothing new can be created in it`,
      fix: (_, { namespace = "" }) =>
        `wait until it is gone (\`kubectl get namespace ${namespace} --output yaml\` shows what still blocks it) and deploy again, or deploy to another namespace`,
    },
    {
      when: inAnyText(/no PriorityClass with name (?<name>\S+) was found/),
      reason: "pods-not-created",
      message: (_, { name = "" }) => `the PriorityClass ${name} of the pod does not exist`,
      fix: "create the PriorityClass, or correct priorityClassName in the pod template",
    },
    {
      when: inAnyText(/RuntimeClass "(?<name>[^"]+)" not found/),
      reason: "pods-not-created",
      message: (_, { name = "" }) => `the RuntimeClass ${name} of the pod does not exist`,
      fix: "create the RuntimeClass, or correct runtimeClassName in the pod template",
    },
    {
      when: inAnyText(/serviceaccount .* not found/i),
      reason: "service-account-missing",
      message: ({ summary }) => `the service account of the pod does not exist: ${summary}`,
      fix: "create the ServiceAccount in the Kubernetes workspace",
    },
  ]),
];
