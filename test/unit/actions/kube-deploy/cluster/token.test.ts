import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { SignatureV4 } from "@smithy/signature-v4";
import {
  clusterToken,
  presignedUrl,
  stsHost,
} from "../../../../../actions/kube-deploy/src/cluster/token.ts";

/** Enough of a hash for the official signer. */
class NodeSha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Buffer);
  }
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {
    throw new Error("not needed");
  }
}

const signatureOf = (url: string) => new URL(url).searchParams.get("X-Amz-Signature");
const request = {
  credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "secretkey" },
  region: "eu-west-1",
  cluster: "fleet-dev",
  date: new Date("2026-11-21T09:00:00.123Z"),
};

async function officialSignature(given: typeof request & { credentials: object }) {
  const { region, cluster, credentials, date } = given;
  const signer = new SignatureV4({
    service: "sts",
    region,
    credentials,
    sha256: NodeSha256,
    applyChecksum: false,
  });
  const host = stsHost(region);
  const signed = await signer.presign(
    {
      protocol: "https:",
      method: "GET",
      hostname: host,
      path: "/",
      headers: { host, "x-k8s-aws-id": cluster },
      query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
    },
    { expiresIn: 60, signingDate: date },
  );
  return signed.query?.["X-Amz-Signature"];
}

describe("EKS token", () => {
  test("equals the published vector of the AWS SDK for Ruby", () => {
    const url = presignedUrl({
      credentials: { accessKeyId: "akid", secretAccessKey: "secret" },
      region: "us-west-2",
      host: "sts.amazonaws.com",
      cluster: "my-eks-cluster",
      expires: 59,
      date: new Date("2018-08-05T00:00:00Z"),
    });
    expect(signatureOf(url)).toBe(
      "d1f6551aafc0f5c57971fe161a12cbe0539fc1681698ea4a4c0fde5abc51e32e",
    );
  });

  test.each(["", "FwoGZXIvYXdzE+//a=b&c d!'()*"])(
    "K-E 2: signs like the official signer with session token %j",
    async (sessionToken) => {
      const credentials = { ...request.credentials, ...(sessionToken ? { sessionToken } : {}) };
      const url = presignedUrl({ ...request, credentials });
      expect(signatureOf(url)).toBe(await officialSignature({ ...request, credentials }));
      expect(new URL(url).searchParams.get("X-Amz-Security-Token") ?? "").toBe(sessionToken);
    },
  );

  test("K-E 4: the cluster's name is signed", () => {
    const signatures = ["fleet-dev", "fleet-prod"].map((cluster) =>
      signatureOf(presignedUrl({ ...request, cluster })),
    );
    expect(new Set(signatures).size).toBe(2);
  });

  test("K-E 5, 65: unpadded base64url, and only parameters the authenticator knows", () => {
    const token = clusterToken(request);
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
    const url = new URL(Buffer.from(token.slice("k8s-aws-v1.".length), "base64url").toString());
    expect([url.protocol, url.host, url.pathname]).toStrictEqual([
      "https:",
      "sts.eu-west-1.amazonaws.com",
      "/",
    ]);
    expect([...url.searchParams.keys()]).toStrictEqual([
      "Action",
      "Version",
      "X-Amz-Algorithm",
      "X-Amz-Credential",
      "X-Amz-Date",
      "X-Amz-Expires",
      "X-Amz-SignedHeaders",
      "X-Amz-Signature",
    ]);
  });

  test.each([
    ["eu-west-1", "sts.eu-west-1.amazonaws.com"],
    ["us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"],
    ["cn-north-1", "sts.cn-north-1.amazonaws.com.cn"],
    ["us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"],
    ["us-isob-east-1", "sts.us-isob-east-1.sc2s.sgov.gov"],
  ])("K-E 3: STS of %s", (region, host) => {
    expect(stsHost(region)).toBe(host);
  });
});
