import {
  CHART_UNAVAILABLE,
  EXEC_ANSWER,
  EXEC_FAILED,
  EXEC_MISSING,
  UNCONFIGURED,
} from "../../../lib/cluster/provider.ts";
import { REFUSALS, WEBHOOK_UNAVAILABLE } from "../../../lib/cluster/refusals.ts";
import { matchFailure, rulesOf, inAnyText } from "../../../lib/match-failure.ts";
import type { FailureRule, Groups, ObservedFailure, Origin } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { ApiError, ConnectionError } from "../api/errors.ts";
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
      return `check the exec block of the workspace's provider (\`aws eks get-token\` with this cluster and region; a token of the data source aws_eks_cluster_auth is valid for 15 minutes, and a saved plan keeps it); or run: ${create} && ${associate}`;
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
