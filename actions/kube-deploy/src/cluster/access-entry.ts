/** A cluster, for messages and fixes. Without AWS, only the server is known. */
export interface ClusterContext {
  /** https URL of the API server. */
  server: string;
  eks?: EksContext;
}

export interface EksContext {
  cluster: string;
  region: string;
  partition: string;
  /** ARN of the caller as STS names it. */
  arn: string;
  publicAccess: boolean;
  publicRanges: readonly string[];
}

/**
 * Returns the ARN of the IAM role or user that an access entry has to name: the ARN of an assumed-role session is not
 * accepted there.
 */
export function principalOf(arn: string): string {
  const session = /^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  if (session === null) return arn;
  const [, prefix = "", account = "", role = ""] = session;
  return `${prefix}:iam::${account}:role/${role}`;
}

/**
 * Returns the command that adds a principal to the cluster, and the command that grants it rights there.
 * https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
export function accessEntryCommands(eks: EksContext): { create: string; associate: string } {
  const target = `--cluster-name ${eks.cluster} --region ${eks.region} --principal-arn ${principalOf(eks.arn)}`;
  const policy = `arn:${eks.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
  return {
    create: `aws eks create-access-entry ${target}`,
    associate: `aws eks associate-access-policy ${target} --policy-arn ${policy} --access-scope type=cluster`,
  };
}
