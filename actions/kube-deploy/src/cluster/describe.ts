import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import type { AwsSession } from "../../../lib/aws/session.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Access } from "../api/client.ts";
import { describeError } from "./describe-failure.ts";
import { clusterToken } from "./token.ts";

/** What is needed to reach an EKS cluster. */
export interface Cluster {
  name: string;
  endpoint: string;
  /** PEM. */
  certificateAuthority: string;
  /** False: the cluster answers only inside its VPC. */
  publicAccess: boolean;
  /** Address ranges from which the public endpoint can be reached. */
  publicRanges: string[];
}

/** A cluster accepts a token for 15 minutes; the margin covers clocks that differ. */
const RENEW_AFTER = 13 * 60_000;

/**
 * Reads endpoint and certificate authority of a cluster from EKS.
 * @throws ActionError `cluster-not-found`, `cluster-not-ready`, `describe-cluster-failed`
 */
export async function describeCluster(name: string, session: AwsSession): Promise<Cluster> {
  const found = await describe(name, session);
  const status = found?.status ?? "unknown";
  const { endpoint } = found ?? {};
  const authority = found?.certificateAuthority?.data;
  if (endpoint === undefined || authority === undefined || /^(DELETING|FAILED)$/.test(status))
    throw new ActionError({
      reason: "cluster-not-ready",
      message: `cluster ${name} in ${session.region} is ${status}, so it cannot be reached`,
      fix:
        status === "CREATING"
          ? `wait for it with \`aws eks wait cluster-active --name ${name} --region ${session.region}\`, or apply the infrastructure workspace in an earlier job`
          : "apply the infrastructure workspace so that the cluster exists and is ACTIVE",
    });
  const network = found?.resourcesVpcConfig;
  return {
    name,
    endpoint,
    certificateAuthority: Buffer.from(authority, "base64").toString("utf8"),
    publicAccess: network?.endpointPublicAccess ?? true,
    publicRanges: network?.publicAccessCidrs ?? [],
  };
}

async function describe(name: string, session: AwsSession) {
  try {
    const client = new EKSClient(session.client);
    return (await client.send(new DescribeClusterCommand({ name }))).cluster;
  } catch (error) {
    throw describeError(error, name, session);
  }
}

/** Returns access to a cluster, with tokens that are signed with the session's credentials, masked and renewed. */
export function accessOf(cluster: Cluster, session: AwsSession, job: Job): Access {
  let token = "";
  let signedAt = 0;
  return {
    server: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthority,
    token: async (renew) => {
      if (!renew && token !== "" && Date.now() - signedAt < RENEW_AFTER) return token;
      const credentials = await session.client.credentials();
      signedAt = Date.now();
      token = await clusterToken({ credentials, region: session.region, cluster: cluster.name });
      job.mask(token);
      return token;
    },
  };
}
