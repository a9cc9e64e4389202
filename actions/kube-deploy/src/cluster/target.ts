import path from "node:path";
import { openSession } from "../../../lib/aws/session.ts";
import type { AwsSession } from "../../../lib/aws/session.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Inputs } from "../contract.ts";
import type { Access } from "../api/client.ts";
import { accessOf, describeCluster } from "./describe.ts";
import type { Cluster } from "./describe.ts";
import type { ClusterContext } from "./access-entry.ts";
import { readKubeconfig } from "./kubeconfig.ts";

/** The cluster of this deployment. */
export interface Target {
  access: Access;
  /** Names for messages. */
  where: ClusterContext;
  /** Environment variables for Terraform. */
  environment: Record<string, string>;
  /** Undefined = a kubeconfig gives access to the cluster, and nothing needs AWS. */
  session: AwsSession | undefined;
}

/** Finds the cluster: by the kubeconfig if one is given, otherwise in EKS. @throws ActionError */
export const openTarget = (inputs: Inputs, job: Job): Promise<Target> =>
  inputs.kubeconfig === undefined
    ? openEksTarget(inputs, job)
    : openKubeconfigTarget(inputs.kubeconfig, inputs, job);

/** There is no cluster with this name, so nothing can be planned. */
export interface MissingCluster {
  /** The error from EKS. */
  missing: ActionError;
  /** Environment variables for Terraform, which can still read the state. */
  environment: Record<string, string>;
}

/**
 * Finds the cluster as `openTarget` does, but a cluster that does not exist in EKS is a result, not an error. @throws
 * ActionError
 */
export async function findTarget(inputs: Inputs, job: Job): Promise<Target | MissingCluster> {
  if (inputs.kubeconfig !== undefined)
    return await openKubeconfigTarget(inputs.kubeconfig, inputs, job);
  const session = await openAws(inputs, job);
  if (inputs.clusterName === undefined)
    return { missing: clusterUnknown(), environment: session.environment };
  try {
    return await openCluster(inputs, session, job);
  } catch (error) {
    if (!(error instanceof ActionError) || error.reason !== "cluster-not-found") throw error;
    return { missing: error, environment: session.environment };
  }
}

const clusterUnknown = (): ActionError =>
  new ActionError({
    reason: "cluster-not-found",
    message:
      "infrastructure-outputs has no cluster_name, so the cluster is not known, but the workspace's state has objects in a cluster",
    fix: "give cluster-name, or add an output cluster_name to the infrastructure workspace",
  });

const openEksTarget = async (inputs: Inputs, job: Job): Promise<Target> =>
  openCluster(inputs, await openAws(inputs, job), job);

async function openCluster(inputs: Inputs, session: AwsSession, job: Job): Promise<Target> {
  // inputs.ts requires the cluster name if there is no kubeconfig.
  const cluster = await describeCluster(inputs.clusterName ?? "", session);
  return {
    access: accessOf(cluster, session, job),
    where: whereOf(cluster, session),
    // A workspace that does not declare the variable ignores it.
    environment: { ...hideOwnCluster(session.environment), TF_VAR_cluster_name: cluster.name },
    session,
  };
}

async function openKubeconfigTarget(kubeconfig: string, inputs: Inputs, job: Job): Promise<Target> {
  const needsAws = inputs.roleArn !== undefined || inputs.expectedAccountId !== undefined;
  const session = needsAws ? await openAws(inputs, job) : undefined;
  const environment = hideOwnCluster(session?.environment ?? job.environment);
  const file = path.resolve(job.checkout, kubeconfig);
  const access = await readKubeconfig(file, job, environment);
  return {
    access,
    where: { server: access.server },
    // The Terraform providers read only KUBE_CONFIG_PATH, all other tools only KUBECONFIG.
    environment: { ...environment, KUBECONFIG: file, KUBE_CONFIG_PATH: file },
    session,
  };
}

const openAws = (inputs: Inputs, job: Job): Promise<AwsSession> =>
  openSession({ ...inputs, region: inputs.awsRegion ?? "" }, job);

/**
 * Removes the variables that lead a provider without configuration to the runner's own cluster, if the runner is a pod.
 * https://github.com/hashicorp/terraform-provider-kubernetes/issues/1479
 */
function hideOwnCluster(environment: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(environment).filter(
    ([name]) => !/^KUBERNETES_SERVICE_(HOST|PORT)$/.test(name),
  );
  return Object.fromEntries(pairs);
}

const whereOf = (cluster: Cluster, session: AwsSession): ClusterContext => ({
  server: cluster.endpoint,
  eks: {
    cluster: cluster.name,
    region: session.region,
    partition: session.partition,
    arn: session.arn,
    publicAccess: cluster.publicAccess,
    publicRanges: cluster.publicRanges,
  },
});
