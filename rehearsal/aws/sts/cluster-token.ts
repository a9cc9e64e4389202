import { findKey } from "../authentication.ts";
import { AwsError } from "../errors.ts";
import type { AccessKey, Keys, Principal } from "../keys.ts";
import { isPresigned, readPresigned, timeOf, type Signature } from "../signature.ts";

export type ClusterIdentity = Principal & {
  /** For a session, the role's own ARN (access entries use this ARN); otherwise the user's ARN. */
  canonicalArn: string;
};

const PREFIX = "k8s-aws-v1.";
/** Characters. */
const LONGEST_TOKEN = 4096;
const OLDEST_TOKEN_MS = 15 * 60_000;

/** The only query parameters a token's URL may have, in lower case. */
const PARAMETERS = new Set([
  "action",
  "version",
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-security-token",
  "x-amz-signature",
  "x-amz-signedheaders",
]);

/** STS host names of all partitions, regional and global. */
const STS_HOST =
  /^sts(-fips)?(\.[a-z0-9-]+)?\.(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|c2s\.ic\.gov|sc2s\.sgov\.gov)$/;

/**
 * Verifies an EKS token as the server does. The token is a presigned GetCallerIdentity URL in unpadded base64url, and
 * its signature covers the cluster's name. The real authenticator then calls that URL; here the signature is verified
 * against the keys that STS issued.
 * @param loopback host of the embedded STS, accepted in addition to Amazon's hosts
 * @throws Error that says what is wrong with the token
 * @see https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go
 */
export async function identifyClusterToken(
  token: string,
  cluster: string,
  keys: Keys,
  loopback: string,
): Promise<ClusterIdentity> {
  const url = urlOf(token);
  const trusted = (url.protocol === "https:" && STS_HOST.test(url.host)) || url.host === loopback;
  check(trusted, `unexpected host ${url.protocol}//${url.host} in the token's URL`);
  check(url.pathname === "/", `unexpected path ${url.pathname} in the token's URL`);
  checkParameters(url);
  const header = (name: string) => ({ host: url.host, "x-k8s-aws-id": cluster })[name] ?? "";
  const request = { method: "GET", path: "/", query: url.searchParams, header };
  const signature = readPresigned(request);
  if (signature === undefined) throw new Error("the token's URL is not presigned");
  check(signature.signedHeaders.includes("x-k8s-aws-id"), "the cluster's name is not signed");
  const expiresIn = Number(url.searchParams.get("X-Amz-Expires") ?? -1);
  check(expiresIn >= 0 && expiresIn <= 900, "X-Amz-Expires is not between 0 and 900");
  // The age counts from X-Amz-Date: fifteen minutes, whatever X-Amz-Expires says.
  const isFresh = Date.now() - timeOf(signature.date) <= OLDEST_TOKEN_MS;
  check(isFresh, "the token is older than 15 minutes");
  const key = keyOf(keys, signature);
  check(
    await isPresigned(request, signature, key, expiresIn),
    "the signature does not match: wrong secret, or a token for another cluster",
  );
  const { principal } = key;
  return { ...principal, canonicalArn: principal.roleArn ?? principal.arn };
}

function urlOf(token: string): URL {
  check(token.length <= LONGEST_TOKEN, "the token is longer than 4096 characters");
  check(token.startsWith(PREFIX), `the token does not begin with ${PREFIX}`);
  const encoded = token.slice(PREFIX.length);
  check(/^[\w-]+$/.test(encoded), "the token is not unpadded base64url");
  const text = Buffer.from(encoded, "base64url").toString("utf8");
  check(URL.canParse(text), "the token holds no URL");
  return new URL(text);
}

function checkParameters(url: URL): void {
  const seen = new Set<string>();
  for (const [given] of url.searchParams) {
    const name = given.toLowerCase();
    check(PARAMETERS.has(name), `the query parameter ${given} is not allowed`);
    check(!seen.has(name), `the query parameter ${given} is given twice`);
    seen.add(name);
  }
  check(
    url.searchParams.get("Action") === "GetCallerIdentity",
    "the action is not GetCallerIdentity",
  );
}

function keyOf(keys: Keys, signature: Signature): AccessKey {
  try {
    return findKey(keys, signature, "sts");
  } catch (error) {
    if (error instanceof AwsError) throw new Error(error.message, { cause: error });
    throw error;
  }
}

function check(good: boolean, problem: string): void {
  if (!good) throw new Error(problem);
}
