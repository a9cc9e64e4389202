import { matchFailure, rulesOf, inAnyText } from "../../../lib/match-failure.ts";
import type { FailureRule, Groups, ObservedFailure, Origin } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { ApiError, ConnectionError } from "../api/errors.ts";
import { REFUSALS, WEBHOOK_UNAVAILABLE } from "../diagnosis/refusals.ts";
import { accessEntryCommands, principalOf } from "./access-entry.ts";
import type { ClusterContext } from "./access-entry.ts";

/** What the cluster answered to this action (origin kubernetes) or to a Terraform provider (origin provider). */
export interface ClusterFailure extends ObservedFailure {
  cluster: ClusterContext;
  /** Why there is no answer: the `fault` of a ConnectionError. */
  fault?: string | undefined;
}

const ANYONE: readonly Origin[] = ["kubernetes", "provider"];
/** RBAC's sentence. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
const FORBIDDEN =
  /(?<sentence>.*cannot (?<verb>\S+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)".*)/;
const NO_ANSWER =
  /(?<dial>dial tcp:? .*(?:connection refused|i\/o timeout|no such host).*)|connect: connection refused|i\/o timeout|no such host|context deadline exceeded/;
/** A connection that broke. In other places, EOF means the end of a text. */
const BROKEN =
  /"https?:[^"]*": (?<dial>.*(?:connection reset by peer|TLS handshake timeout|client connection lost|no route to host|network is unreachable|\bEOF)\b.*)/;
const UNTRUSTED = /x509: certificate signed by unknown authority/;
const MISFIT =
  /x509: (?<said>certificate (?:is valid for|is not valid for|has expired|relies on).*|cannot validate certificate.*)/;

/** What the provider of a workspace needs to find the cluster. */
export const PROVIDER_CONFIGURATION_FIX =
  "configure host, cluster_ca_certificate and exec of the provider with the cluster of this job; without a configuration, or with values that are unknown during planning, the provider connects to localhost";

/** Failures of the connection. Only the host shows which server failed: the errors are the same for every server. */
export const CONNECTION = rulesOf<ClusterFailure>(ANYONE, [
  {
    when: [{ fault: /^certificate$/ }, ...inAnyText(UNTRUSTED)],
    reason: "cluster-certificate",
    message: ({ cluster, code = "x509" }) =>
      `the API server ${cluster.server} presents a certificate that the cluster's certificate authority did not sign (${code})`,
    fix: "the cluster was replaced, or a proxy intercepts TLS: run the job again so that the authority is read again; with a kubeconfig, renew its certificate-authority-data",
  },
  {
    when: inAnyText(MISFIT),
    reason: "cluster-certificate",
    message: ({ cluster }, { said = "" }) =>
      `the certificate that the API server ${cluster.server} presents is not valid: ${said}`,
    fix: "use a host name that the cluster's certificate contains, find out whether a proxy or a tunnel answers instead of the cluster, and check the runner's clock",
  },
  {
    when: [{ fault: /./ }, ...inAnyText(NO_ANSWER), ...inAnyText(BROKEN)],
    reason: "cluster-unreachable",
    message: ({ cluster, code = "", summary }, { dial = summary }) =>
      `the API server ${cluster.server} does not answer (${code === "" ? dial : code})`,
    fix: ({ cluster }) => reachabilityFix(cluster),
  },
]);

/** The error of client-go if the program that returns the token was started and ended with an error. */
export const EXEC_FAILED: FailureRule = {
  origin: "provider",
  // Older versions of client-go do not name the program.
  when: inAnyText(
    /exec: (?:executable (?<program>\S+) failed with exit code|exit status) (?<code>\d+)/,
  ),
  reason: "exec-plugin-failed",
  message: (_, { program = "of its exec block", code = "" }) =>
    `the program ${program}, which the workspace's provider calls to get its token, failed with exit code ${code}`,
  fix: (_, { program = "it" }) =>
    `run ${program} with the arguments of the provider's exec block and correct what it reports: credentials of the job, region, cluster name (\`aws eks get-token\` needs --cluster-name and --region)`,
};

/**
 * The error of client-go if that program ran, but returned an unusable answer.
 * https://github.com/kubernetes/client-go/blob/master/plugin/pkg/client/auth/exec/exec.go
 */
export const EXEC_ANSWER: FailureRule = {
  origin: "provider",
  when: inAnyText(
    /(?<said>(?:getting credentials: (?:decoding stdout|exec plugin)|exec plugin: invalid apiVersion).*)/,
  ),
  reason: "exec-plugin-failed",
  message: (_, { said = "" }) =>
    `the program that the workspace's provider calls to get its token printed no token that the provider understands: ${said}`,
  fix: 'write api_version = "client.authentication.k8s.io/v1beta1" in the provider\'s exec block (v1alpha1 is no longer supported), and make sure that the program prints nothing but its answer (`aws eks get-token` of a current AWS CLI does that)',
};

/** The error of client-go if that program does not exist. */
export const EXEC_MISSING: FailureRule = {
  origin: "provider",
  when: inAnyText(/exec: executable \S+ not found|executable file not found in \$PATH/),
  reason: "exec-plugin-missing",
  fix: "the workspace's provider calls a program to get its token, but the program is not on this runner: install it (aws for `aws eks get-token`)",
};

/** The errors of client-go, and of the provider's kubernetes_manifest, if the provider names no cluster. */
const UNCONFIGURED: FailureRule = {
  origin: "provider",
  when: inAnyText(
    /invalid configuration: (?:no configuration has been provided|default cluster has no server defined)|REST client: no client config/,
  ),
  reason: "provider-elsewhere",
  message: ({ summary }) => `the workspace's provider names no cluster: ${summary}`,
  fix: PROVIDER_CONFIGURATION_FIX,
};

/** Helm's errors about a chart that it cannot fetch. */
export const CHART_UNAVAILABLE: FailureRule = {
  origin: "provider",
  when: [
    { summary: /^Error locating chart$/, detail: /(?<said>.+)/s },
    ...inAnyText(
      /(?<said>(?:could not download chart|failed to download "|failed to authorize: |failed to perform "\w+" on source|looks like "(?<repository>[^"]+)" is not a valid chart repository|chart "[^"]+" (?:version "[^"]*" )?not found in (?<other>\S+) repository|^path "[^"]+" not found|unexpected status from \w+ request to \S+\/v2\/).*)/,
    ),
  ],
  reason: "chart-unavailable",
  message: ({ summary, detail = "" }, { said = "" }) => {
    const repository = repositoryIn(`${summary}\n${detail}`);
    return `Helm cannot fetch the chart${repository === undefined ? "" : ` from ${repository}`}: ${said}`;
  },
  fix: "check the repository, chart and version of the helm_release, that the runner reaches the repository (DNS, proxy, firewall), and its credentials; charts of an OCI registry need a login",
};

const repositoryIn = (text: string): string | undefined =>
  /looks like "([^"]+)"|not found in (\S+) repository|"((?:https?|oci):\/\/[^"]+)"|failed to fetch (https?:\S+)|request to (https?:\/\/[^/\s]+)\/v2\//
    .exec(text)
    ?.slice(1)
    .join("");

/** Failures to reach the cluster, and refusals by the cluster. The first rule that matches decides. */
export const RULES: readonly FailureRule<ClusterFailure>[] = [
  WEBHOOK_UNAVAILABLE,
  CHART_UNAVAILABLE,
  {
    origin: ANYONE,
    when: [...inAnyText(FORBIDDEN), { status: /^403$/ }],
    reason: "cluster-forbidden",
    message: ({ summary }, { sentence = summary }) =>
      `the cluster refused (403): ${sentence.trim()}`,
    fix: grantFix,
  },
  ...CONNECTION,
  {
    origin: "kubernetes",
    when: { status: /^401$/ },
    reason: "cluster-unauthorized",
    message: ({ cluster: { server, eks } }) =>
      eks === undefined
        ? `the API server ${server} does not accept the kubeconfig's credentials (401)`
        : `cluster ${eks.cluster} does not know ${principalOf(eks.arn)} (401): the role has no access entry, or the runner's clock is more than 15 minutes off`,
    fix: ({ cluster: { eks } }) => {
      if (eks === undefined) return "renew the credentials in the kubeconfig";
      const { create, associate } = accessEntryCommands(eks);
      return `someone who may change the cluster has to run: ${create} && ${associate}; if the cluster comes from the terraform/infrastructure workspace, add the role to deployer_role_arns instead`;
    },
  },
  {
    origin: "provider",
    // The second sentence is client-go's message for a 401 without a message.
    when: inAnyText(
      /^\s*(?:\S+: )?Unauthorized$|the server has asked for the client to provide credentials/m,
    ),
    reason: "cluster-unauthorized",
    fix: ({ cluster: { eks } }) => {
      if (eks === undefined)
        return "check the configuration of the workspace's provider: it uses other credentials than the kubeconfig";
      const { create, associate } = accessEntryCommands(eks);
      return `check the exec block of the workspace's provider (\`aws eks get-token\` with this cluster and region); or run: ${create} && ${associate}`;
    },
  },
  EXEC_FAILED,
  EXEC_ANSWER,
  EXEC_MISSING,
  UNCONFIGURED,
  ...REFUSALS,
  {
    origin: "kubernetes",
    when: { status: /./ },
    reason: "cluster-error",
    message: ({ cluster, status = 0, summary }) =>
      `the API server ${cluster.server} answered ${status}: ${summary}`,
    fix: "run the job again; if the error stays, check the health of the cluster's control plane",
  },
];

/** Returns the missing RBAC rule, and on EKS a command that grants more than this rule. */
function grantFix({ cluster }: ClusterFailure, { verb, resource, group }: Groups): string {
  const rule = { apiGroups: [group], resources: [resource], verbs: [verb] };
  const grant =
    verb === undefined ? "grant the named right" : `grant the rule ${JSON.stringify(rule)}`;
  if (cluster.eks === undefined) return grant;
  const { associate } = accessEntryCommands(cluster.eks);
  return `${grant}; on EKS: ${associate} (or a narrower policy of https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html)`;
}

function reachabilityFix({ eks }: ClusterContext): string {
  if (eks?.publicAccess === false)
    return `cluster ${eks.cluster} has only a private endpoint: run this job on a runner inside its VPC, or enable public access for the runner's addresses`;
  const ranges = eks?.publicRanges ?? [];
  if (ranges.length > 0 && !ranges.includes("0.0.0.0/0"))
    return `the public endpoint answers only to ${ranges.join(", ")}: add the runner's address to publicAccessCidrs, or run inside the VPC`;
  return "check that the runner can reach this address (DNS, firewall, security groups)";
}

/** Turns an answer of the API server, or a missing answer, into an error with its fix. */
export function toActionError(
  error: ApiError | ConnectionError,
  cluster: ClusterContext,
): ActionError {
  const failure: ClusterFailure = {
    origin: "kubernetes",
    summary: error.message,
    cluster,
    ...(error instanceof ApiError
      ? { status: error.status }
      : { fault: error.fault, code: error.code }),
  };
  const known = matchFailure(RULES, failure);
  if (known === undefined) throw error;
  return new ActionError({ ...known, message: known.message ?? error.message, cause: error });
}
