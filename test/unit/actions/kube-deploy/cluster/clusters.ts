import type { ClusterContext } from "../../../../../actions/kube-deploy/src/cluster/access-entry.ts";

export const eks = {
  cluster: "fleet-dev",
  region: "eu-west-1",
  partition: "aws",
  arn: "arn:aws:sts::111122223333:assumed-role/fleet-deploy/gha-77-1",
  publicAccess: true,
  publicRanges: ["0.0.0.0/0"],
};
export const cluster: ClusterContext = { server: "https://cluster", eks };
/** A cluster that is reached with a kubeconfig. */
export const server: ClusterContext = { server: "https://cluster" };

export const FORBIDDEN =
  'storageclasses.storage.k8s.io "gp3" is forbidden: User "system:serviceaccount:default:limited" cannot get resource "storageclasses" in API group "storage.k8s.io" at the cluster scope';
