import { STSClient } from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import { stsHost } from "../../../lib/aws/partitions.ts";
import type { Credentials } from "../../../lib/aws/credentials.ts";

export interface TokenRequest {
  credentials: Credentials;
  region: string;
  /** Name of the cluster. It is signed, so the token is only valid for this cluster. */
  cluster: string;
  /** STS host; default: the host of the region. */
  host?: string;
  /** When the token is signed; default now. */
  date?: Date;
  /** Seconds in X-Amz-Expires. The cluster accepts the token for 15 minutes after `date`, regardless of this value. */
  expires?: number;
}

/**
 * Returns a bearer token for an EKS cluster: a presigned STS GetCallerIdentity URL in unpadded base64url. The cluster's
 * authenticator calls the URL to learn who the caller is, and refuses query parameters that it does not know.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go
 */
export const clusterToken = async (request: TokenRequest): Promise<string> =>
  `k8s-aws-v1.${Buffer.from(await presignedUrl(request)).toString("base64url")}`;

/** Returns the signed URL inside a token. */
export async function presignedUrl(request: TokenRequest): Promise<string> {
  const { credentials, region, cluster, host = stsHost(request.region), expires = 60 } = request;
  const { sha256 } = new STSClient({ region }).config;
  const signer = new SignatureV4({ service: "sts", region, credentials, sha256 });
  const { query = {} } = await signer.presign(
    {
      method: "GET",
      protocol: "https:",
      hostname: host,
      path: "/",
      headers: { host, "x-k8s-aws-id": cluster },
      query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
    },
    { expiresIn: expires, signingDate: request.date ?? new Date() },
  );
  const parameters = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  return `https://${host}/?${parameters.join("&")}`;
}
