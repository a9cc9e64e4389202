import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Failure } from "../../../lib/runtime/errors.ts";
import { ApiError, ConnectionError } from "../api/errors.ts";

/** Who asks which cluster, for texts. Without AWS there is only the server. */
export interface Where {
  server: string;
  eks?: {
    cluster: string;
    region: string;
    partition: string;
    /** ARN of the caller as STS names it. */
    arn: string;
    publicAccess: boolean;
    publicRanges: readonly string[];
  };
}

/** ARN of the IAM role or user an access entry has to name: that of an assumed-role session is not accepted there. */
export function principalOf(arn: string): string {
  const session = /^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  if (session === null) return arn;
  const [, prefix = "", account = "", role = ""] = session;
  return `${prefix.replace(/:sts$/, "")}:iam::${account}:role/${role}`;
}

/** The two commands that let a principal into the cluster (K-E 7, U7). */
export function accessEntryCommands(eks: NonNullable<Where["eks"]>): string {
  const target = `--cluster-name ${eks.cluster} --region ${eks.region} --principal-arn ${principalOf(eks.arn)}`;
  const policy = `arn:${eks.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
  return (
    `aws eks create-access-entry ${target}\n` +
    `aws eks associate-access-policy ${target} --policy-arn ${policy} --access-scope type=cluster`
  );
}

/** An answer or the lack of one, as an error with its fix. Anything else comes back as it is. */
export function explain(error: unknown, where: Where): unknown {
  if (error instanceof ConnectionError) return new ActionError(connectionFailure(error, where));
  if (!(error instanceof ApiError)) return error;
  if (error.status === 401) return unauthorized(error, where);
  if (error.status === 403) return forbidden(error.message, where);
  return new ActionError({
    reason: "cluster-error",
    message: `the API server ${where.server} answered ${error.status}: ${error.message}`,
    fix: "run the job again; if it stays, look at the health of the cluster's control plane",
    cause: error,
  });
}

function unauthorized(error: unknown, { server, eks }: Where): ActionError {
  return new ActionError({
    reason: "cluster-unauthorized",
    message:
      eks === undefined
        ? `the API server ${server} does not accept the kubeconfig's credentials (401)`
        : `cluster ${eks.cluster} does not know ${principalOf(eks.arn)} (401): the role has no access entry, or the runner's clock is more than 15 minutes off`,
    fix:
      eks === undefined
        ? "renew the credentials in the kubeconfig"
        : `someone who may change the cluster runs: ${accessEntryCommands(eks).replace("\n", " && ")}; with the terraform/infrastructure workspace, add the role to deployer_role_arns`,
    cause: error,
  });
}

/** RBAC said no; its sentence names user, verb, resource and scope. */
export function forbidden(sentence: string, { eks }: Where): ActionError {
  const rule = ruleFrom(sentence);
  const grant =
    eks === undefined
      ? ""
      : `; on EKS: ${accessEntryCommands(eks).split("\n")[1] ?? ""} (or a narrower policy of https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html)`;
  return new ActionError({
    reason: "cluster-forbidden",
    message: `the cluster refused (403): ${sentence}`,
    fix: `${rule === undefined ? "grant the named right" : `grant the rule ${JSON.stringify(rule)}`}${grant}`,
  });
}

/** The RBAC rule that a refusal asks for. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function ruleFrom(
  sentence: string,
): { apiGroups: string[]; resources: string[]; verbs: string[] } | undefined {
  const found = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"/.exec(sentence);
  if (found === null) return undefined;
  const [, verb = "", resource = "", group = ""] = found;
  return { apiGroups: [group], resources: [resource], verbs: [verb] };
}

function connectionFailure(error: ConnectionError, where: Where): Failure {
  const { server, eks } = where;
  const at = `the API server ${server}`;
  if (error.fault === "certificate")
    return {
      reason: "cluster-certificate",
      message: `${at} shows a certificate that the cluster's certificate authority did not sign (${error.code})`,
      fix: "the cluster was replaced, or a proxy breaks TLS: run the job again so that the authority is read anew; with a kubeconfig, renew its certificate-authority-data",
      cause: error,
    };
  return {
    reason: "cluster-unreachable",
    message: `${at} does not answer (${error.code === "" ? error.message : error.code})`,
    fix: reachability(eks),
    cause: error,
  };
}

function reachability(eks: Where["eks"]): string {
  if (eks?.publicAccess === false)
    return `cluster ${eks.cluster} has only a private endpoint: run this job on a runner inside its VPC, or enable public access for the runner's addresses`;
  const ranges = eks?.publicRanges ?? [];
  if (ranges.length > 0 && !ranges.includes("0.0.0.0/0"))
    return `the public endpoint answers only to ${ranges.join(", ")}: add the runner's address to publicAccessCidrs, or run inside the VPC`;
  return "check that the runner can reach this address (DNS, firewall, security groups)";
}
