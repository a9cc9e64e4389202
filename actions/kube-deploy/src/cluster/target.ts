import path from "node:path";
import { openSession } from "../../../lib/aws/session.ts";
import type { AwsSession } from "../../../lib/aws/session.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import type { Inputs } from "../contract.ts";
import type { Access } from "../kubernetes/client.ts";
import { accessOf, describeCluster } from "./describe.ts";
import type { Cluster } from "./describe.ts";
import type { Where } from "./explain.ts";
import { readKubeconfig } from "./kubeconfig.ts";

/** The cluster that is deployed to: how to reach it, how to call it, and what terraform runs with. */
export interface Target {
  access: Access;
  where: Where;
  environment: Record<string, string>;
}

/** Opens the way to the cluster: by a kubeconfig if one is given, else by EKS. @throws ActionError */
export async function openTarget(inputs: Inputs, job: Job): Promise<Target> {
  const session = needsSession(inputs) ? await openAws(inputs, job) : undefined;
  const environment = outsideOfClusters(session?.environment ?? job.environment);
  const { kubeconfig } = inputs;
  if (kubeconfig !== undefined) {
    const file = path.resolve(job.checkout, kubeconfig);
    const access = await readKubeconfig(file, job, environment);
    // The providers read KUBE_CONFIG_PATH only, everything else KUBECONFIG (K-E 61).
    const paths = { KUBECONFIG: file, KUBE_CONFIG_PATH: file };
    return { access, where: { server: access.server }, environment: { ...environment, ...paths } };
  }
  if (session === undefined) throw new Error("without a kubeconfig there is always a session");
  const cluster = await describeCluster(inputs.clusterName ?? "", session);
  return {
    access: accessOf(cluster, session, job),
    where: whereOf(cluster, session),
    // A workspace that declares the variable gets it; one that does not is not troubled by it.
    environment: { ...environment, TF_VAR_cluster_name: cluster.name },
  };
}

const needsSession = (inputs: Inputs): boolean =>
  inputs.kubeconfig === undefined ||
  inputs.roleArn !== undefined ||
  inputs.expectedAccountId !== undefined;

const openAws = (inputs: Inputs, job: Job): Promise<AwsSession> =>
  openSession(
    {
      roleArn: inputs.roleArn,
      region: inputs.awsRegion ?? "",
      expectedAccountId: inputs.expectedAccountId,
    },
    job,
  );

/** A runner that is itself a pod: its own cluster must never be taken for the target (U2, K-E 10). */
function outsideOfClusters(environment: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(environment).filter(
    ([name]) => !/^KUBERNETES_SERVICE_(HOST|PORT)$/.test(name),
  );
  return Object.fromEntries(pairs);
}

const whereOf = (cluster: Cluster, session: AwsSession): Where => ({
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
