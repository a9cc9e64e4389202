import type { KubernetesClient } from "../api/client.ts";
import { ruleOf } from "../api/resources.ts";
import type { ResourceKind } from "../api/resources.ts";
import { explain, forbidden } from "./explain.ts";
import type { Where } from "./explain.ts";

/** Kinds the verdict cannot do without. Events and logs only make it richer (K-E 49). */
const NEEDED: readonly ResourceKind[] = ["Pod", "ReplicaSet"];

/**
 * Proves that the cluster answers and knows us, before anything is changed; gives its version.
 * @throws ActionError `cluster-unauthorized`, `cluster-unreachable`, `cluster-certificate`
 */
export async function greet(client: KubernetesClient, where: Where): Promise<string> {
  try {
    // Anonymous callers may read /version on many clusters; a review is only done for those who are known.
    const { gitVersion } = await client.json<{ gitVersion: string }>("/version");
    await review(client, { verb: "list", group: "", resource: "pods", namespace: "default" });
    return gitVersion;
  } catch (error) {
    throw explain(error, where);
  }
}

/**
 * Asks the cluster whether the watched kinds may be listed and watched in the namespaces.
 * @throws ActionError `cluster-forbidden`
 */
export async function checkRights(
  client: KubernetesClient,
  workloads: readonly { kind: ResourceKind; namespace: string }[],
  where: Where,
): Promise<void> {
  const wanted = new Map<string, Right>();
  for (const { kind, namespace } of workloads)
    for (const each of [kind, ...NEEDED])
      for (const verb of ["list", "watch"])
        wanted.set(`${namespace} ${each} ${verb}`, { verb, namespace, ...ruleOf(each) });
  const answers = await Promise.all(
    [...wanted.values()].map(async (right) => ({
      right,
      allowed: await mayI(client, right, where),
    })),
  );
  const denied = answers.find(({ allowed }) => !allowed)?.right;
  if (denied !== undefined) throw forbidden(sentenceOf(denied, where), where);
}

interface Right {
  verb: string;
  group: string;
  resource: string;
  namespace: string;
}

async function mayI(client: KubernetesClient, right: Right, where: Where): Promise<boolean> {
  try {
    return await review(client, right);
  } catch (error) {
    throw explain(error, where);
  }
}

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
async function review(client: KubernetesClient, resourceAttributes: Right): Promise<boolean> {
  const answer = await client.json<{ status?: { allowed?: boolean } }>(
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    {
      method: "POST",
      body: {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes },
      },
    },
  );
  return answer.status?.allowed === true;
}

/** Worded like RBAC's own refusals. */
function sentenceOf({ verb, resource, group, namespace }: Right, { eks }: Where): string {
  const who = eks === undefined ? "this user" : `User "${eks.arn}"`;
  return `${resource} is forbidden: ${who} cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "${namespace}"`;
}
