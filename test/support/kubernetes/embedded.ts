import { startKubernetes } from "../../../rehearsal/kubernetes/index.ts";
import type { Kubernetes } from "../../../rehearsal/kubernetes/index.ts";
import { startProviders } from "../../../rehearsal/terraform/index.ts";
import type { Providers } from "../../../rehearsal/terraform/index.ts";
import { DEPLOY_ROLE } from "../cloud.ts";
import type { Cloud } from "../cloud.ts";

const ADMIN = "admin-of-the-embedded-cluster";

/** A cluster of the embedded Kubernetes, and the replayed Terraform providers that act on it. */
export interface EmbeddedCluster {
  kubernetes: Kubernetes;
  providers: Providers;
  close(): Promise<void>;
}

/**
 * Starts a cluster that lets roles of the account in as administrators. EKS does not know the cluster until a test adds
 * it.
 * @param name name of the cluster, which tokens are signed for
 * @param isAllowed whether the role with this ARN is let in
 * @param afterApply what terraform waits for each time it has made an object
 */
export async function startEmbeddedCluster(
  { aws }: Cloud,
  name: string,
  isAllowed: (arn: string) => boolean,
  afterApply?: () => Promise<void>,
): Promise<EmbeddedCluster> {
  const kubernetes = await startKubernetes({
    adminToken: ADMIN,
    authenticate: async (token) => {
      const caller = await aws.verifyClusterToken(token, name).catch(() => undefined);
      if (caller === undefined || !isAllowed(caller.canonicalArn)) return undefined;
      return { username: caller.canonicalArn, groups: ["system:masters"] };
    },
  });
  const { url: endpoint, certificateAuthority } = kubernetes;
  const providers = await startProviders({
    aws,
    cluster: () => ({ endpoint, certificateAuthority }),
    kubernetesToken: ADMIN,
    caller: { arn: DEPLOY_ROLE, userId: "AROA" },
    ...(afterApply === undefined ? {} : { afterApply }),
  });
  const close = async () => {
    providers.close();
    await kubernetes.close();
  };
  return { kubernetes, providers, close };
}
