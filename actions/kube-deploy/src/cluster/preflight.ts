import type { KubernetesClient } from "../api/client.ts";
import { ApiError } from "../api/errors.ts";
import { ruleOf } from "../api/resources.ts";
import type { ResourceKind } from "../api/resources.ts";
import type { ClusterContext } from "./access-entry.ts";
import { explainClusterErrors } from "./explain-errors.ts";
import { toActionError } from "./failure.ts";
import type { Workload } from "../workloads/workloads.ts";

/** Kinds without which no rollout can be evaluated. Events and logs only add reasons. */
const NEEDED: readonly ResourceKind[] = ["Pod", "ReplicaSet"];

/**
 * Checks that the API server answers and accepts the credentials, before anything is changed. Returns its version.
 * @throws ActionError `cluster-unauthorized`, `cluster-unreachable`, `cluster-certificate`
 */
export async function checkConnection(
  client: KubernetesClient,
  where: ClusterContext,
): Promise<string> {
  return await explainClusterErrors(where, async () => {
    // Many clusters let anonymous callers read /version, so only the access review proves that the credentials are
    // accepted.
    const { gitVersion } = await client.json<{ gitVersion: string }>("/version");
    await review(client, { verb: "list", group: "", resource: "pods", namespace: "default" });
    return gitVersion;
  });
}

/**
 * Checks that the caller may list and watch the needed kinds in the namespaces of the workloads.
 * @throws ActionError `cluster-forbidden`
 */
export async function checkRights(
  client: KubernetesClient,
  workloads: readonly Workload[],
  where: ClusterContext,
): Promise<void> {
  const wanted = new Map<string, Right>();
  for (const workload of workloads)
    for (const rule of rulesFor(workload))
      for (const verb of ["list", "watch"]) {
        const right = { verb, namespace: workload.namespace, ...rule };
        wanted.set(JSON.stringify(right), right);
      }
  const answers = await Promise.all(
    [...wanted.values()].map(async (right) => ({
      right,
      allowed: await explainClusterErrors(where, () => review(client, right)),
    })),
  );
  const denied = answers.find(({ allowed }) => !allowed)?.right;
  if (denied !== undefined)
    throw toActionError(new ApiError(403, "Forbidden", sentenceOf(denied, where)), where);
}

function rulesFor({ kind, custom }: Workload): Pick<Right, "group" | "resource">[] {
  if (custom !== undefined) return [{ group: custom.group, resource: custom.plural }];
  return [kind, ...NEEDED].map(ruleOf);
}

interface Right {
  verb: string;
  group: string;
  resource: string;
  namespace: string;
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

/** Words a refusal as RBAC does, so that the same rule explains both. */
function sentenceOf({ verb, resource, group, namespace }: Right, { eks }: ClusterContext): string {
  const who = eks === undefined ? "this user" : `User "${eks.arn}"`;
  return `${resource} is forbidden: ${who} cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "${namespace}"`;
}
