import { createHash, createHmac } from "node:crypto";
import { stsHost } from "../../../lib/aws/partitions.ts";
import type { Credentials } from "../../../lib/aws/session.ts";

export interface TokenRequest {
  credentials: Credentials;
  region: string;
  /** Name of the cluster; it is signed, so that the token is good for this cluster only. */
  cluster: string;
  /** STS host; default: that of the region. */
  host?: string;
  /** When it is signed; default now. */
  date?: Date;
  /** Seconds in X-Amz-Expires. The cluster accepts the token for 15 minutes after `date`, whatever this says. */
  expires?: number;
}

const PREFIX = "k8s-aws-v1.";
const SIGNED_HEADERS = "host;x-k8s-aws-id";

/**
 * A bearer token for an EKS cluster: a presigned STS GetCallerIdentity URL, which the cluster's authenticator calls to
 * learn who is asking. It refuses query parameters it does not know, and padded or standard base64 (K-E 5, 65).
 * https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go
 */
export const clusterToken = (request: TokenRequest): string =>
  PREFIX + Buffer.from(presignedUrl(request)).toString("base64url");

/** The signed URL inside a token. */
export function presignedUrl(request: TokenRequest): string {
  const { credentials, region, cluster, date = new Date(), expires = 60 } = request;
  const host = request.host ?? stsHost(region);
  const time = date.toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`;
  const session = credentials.sessionToken ?? "";
  const parameters: [string, string][] = [
    ["Action", "GetCallerIdentity"],
    ["Version", "2011-06-15"],
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${credentials.accessKeyId}/${scope}`],
    ["X-Amz-Date", time],
    ["X-Amz-Expires", String(expires)],
    ...(session === "" ? [] : [["X-Amz-Security-Token", session] satisfies [string, string]]),
    ["X-Amz-SignedHeaders", SIGNED_HEADERS],
  ];
  // The names above are in the order that the signature demands.
  const query = parameters.map(([name, value]) => `${name}=${encode(value)}`).join("&");
  const headers = `host:${host}\nx-k8s-aws-id:${cluster}\n`;
  const canonical = ["GET", "/", query, headers, SIGNED_HEADERS, sha256("")].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce(hmac, Buffer.from(`AWS4${credentials.secretAccessKey}`));
  return `https://${host}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString("hex")}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** RFC 3986: encodeURIComponent leaves !'()* as they are, a signature does not. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
