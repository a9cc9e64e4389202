import { startKubernetes } from "../../../rehearsal/kubernetes/index.ts";
import type { Kubernetes } from "../../../rehearsal/kubernetes/index.ts";
import { startProviders } from "../../../rehearsal/terraform/index.ts";
import type { Providers } from "../../../rehearsal/terraform/index.ts";
import { DEPLOY_ROLE } from "../cloud.ts";
import type { Cloud } from "../cloud.ts";

const ADMIN = "admin-of-the-embedded-cluster";

/** A cluster of the embedded Kubernetes, and Terraform's providers, which act on it. */
export interface EmbeddedCluster {
  kubernetes: Kubernetes;
  providers: Providers;
  close(): Promise<void>;
}

/**
 * Starts a cluster that lets roles of the account in as administrators. In EKS it is there once it is put there.
 * @param name by which tokens are signed
 * @param isAllowed whether the role of this ARN is let in
 * @param afterApply what terraform waits for, each time that an object is made
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
