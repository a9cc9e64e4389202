import type { Cluster, World } from "../../../rehearsal/terraform/index.ts";
import type { Kubernetes } from "../../engines/kubernetes/engine.ts";
import { ACCOUNT, DEPLOY_ROLE, REGION } from "../../support/cloud.ts";

export const CLUSTER = "fleet-dev";

/** What the Kubernetes workspace looks at; its objects are made through the real API. */
export function worldOf({ url, certificateAuthority, adminToken }: Kubernetes): World {
  const arn = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${CLUSTER}`;
  const cluster: Cluster = {
    name: CLUSTER,
    arn,
    version: "1.36",
    roleArn: `arn:aws:iam::${ACCOUNT}:role/${CLUSTER}-cluster`,
    issuer: `https://oidc.eks.${REGION}.amazonaws.com/id/0`,
    tags: {},
    endpoint: url,
    certificateAuthority: Buffer.from(certificateAuthority).toString("base64"),
  };
  const none = () => Promise.reject(new Error("the Kubernetes workspace has no business here"));
  return {
    aws: {
      accountId: ACCOUNT,
      region: REGION,
      identity: () => Promise.resolve({ account: ACCOUNT, arn: DEPLOY_ROLE, userId: "AROA" }),
      createRepository: none,
      updateRepository: none,
      hasRepository: none,
      deleteRepository: none,
      putLifecyclePolicy: none,
      createCluster: none,
      updateCluster: none,
      describeCluster: (name) => Promise.resolve(name === CLUSTER ? cluster : undefined),
      deleteCluster: none,
    },
    kubernetesToken: () => Promise.resolve(adminToken),
  };
}
