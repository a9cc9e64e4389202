import type { Aws } from "../aws/index.ts";
import type { Providers } from "../terraform/index.ts";

/**
 * Who a token is to the cluster, as EKS decides it: a valid token of a principal that has an access entry.
 * @returns undefined = 401
 */
export async function clusterUser(
  aws: Aws,
  token: string,
  resources: Providers["resources"],
): Promise<{ username: string; groups: string[] } | undefined> {
  for (const cluster of aws.eks.names()) {
    const principal = await principalOf(aws, token, cluster);
    if (principal === undefined || !hasEntry(resources(), cluster, principal)) continue;
    return { username: principal, groups: ["system:masters", "system:authenticated"] };
  }
  return undefined;
}

async function principalOf(aws: Aws, token: string, cluster: string): Promise<string | undefined> {
  try {
    return (await aws.verifyClusterToken(token, cluster)).canonicalArn;
  } catch {
    // Whatever is wrong with it (age, signature, another cluster): to the API it is one thing, Unauthorized.
    return undefined;
  }
}

const hasEntry = (
  resources: ReturnType<Providers["resources"]>,
  cluster: string,
  principal: string,
): boolean =>
  resources
    .filter(({ type }) => type === "aws_eks_access_entry")
    .flatMap(({ states }) => Object.values(states))
    .some((state) => state["cluster_name"] === cluster && state["principal_arn"] === principal);
