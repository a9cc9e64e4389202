import type { Aws, Scope } from "../aws/index.ts";
import type { Providers } from "../terraform/index.ts";

/** An EKS cluster. */
interface Cluster extends Scope {
  name: string;
}

/**
 * Returns the user of a token for a cluster. As in EKS, the token must be valid and its principal must have an access
 * entry.
 * @returns undefined = 401
 */
export async function clusterUser(
  aws: Aws,
  token: string,
  cluster: Cluster,
  resources: Providers["resources"],
): Promise<{ username: string; groups: string[] } | undefined> {
  const principal = await principalOf(aws, token, cluster.name);
  if (principal === undefined || !hasEntry(resources(), cluster, principal)) return undefined;
  return { username: principal, groups: ["system:masters", "system:authenticated"] };
}

async function principalOf(aws: Aws, token: string, cluster: string): Promise<string | undefined> {
  try {
    return (await aws.verifyClusterToken(token, cluster)).canonicalArn;
  } catch {
    // Whatever is wrong with the token (age, signature, another cluster), the API answers Unauthorized.
    return undefined;
  }
}

const hasEntry = (
  resources: ReturnType<Providers["resources"]>,
  { accountId, region, name }: Cluster,
  principal: string,
): boolean =>
  resources
    .filter(({ type }) => type === "aws_eks_access_entry")
    .flatMap(({ states }) => Object.values(states))
    .some(
      (state) =>
        state["cluster_name"] === name &&
        state["principal_arn"] === principal &&
        isIn(state["access_entry_arn"], `arn:aws:eks:${region}:${accountId}:`),
    );

const isIn = (arn: unknown, place: string): boolean =>
  typeof arn === "string" && arn.startsWith(place);
