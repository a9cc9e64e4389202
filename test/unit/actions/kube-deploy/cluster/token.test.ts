import { describe, expect, test } from "@jest/globals";
import {
  clusterToken,
  presignedUrl,
} from "../../../../../actions/kube-deploy/src/cluster/token.ts";

const signatureOf = (url: string) => new URL(url).searchParams.get("X-Amz-Signature");
const request = {
  credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "secretkey" },
  region: "eu-west-1",
  cluster: "fleet-dev",
  date: new Date("2026-11-21T09:00:00.123Z"),
};

describe("EKS token", () => {
  test("matches the published test vector of the AWS SDK for Ruby", async () => {
    const url = await presignedUrl({
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

  // The expected signatures come from our earlier implementation, which used only node:crypto.
  test.each([
    ["", "ba93a2f713d2ecf9b404aaf09b38f334ca05e5e3e3f5f0d402fc7ef497f45100"],
    [
      "FwoGZXIvYXdzE+//a=b&c d!'()*",
      "e405d947945e82bfa162b7b78224248fdd90faf7cc75e79fb2137ca9ff67b367",
    ],
  ])("K-E 2: the session token %j is part of the signature", async (sessionToken, signature) => {
    const credentials = { ...request.credentials, ...(sessionToken ? { sessionToken } : {}) };
    const url = await presignedUrl({ ...request, credentials });
    expect(signatureOf(url)).toBe(signature);
    expect(new URL(url).searchParams.get("X-Amz-Security-Token") ?? "").toBe(sessionToken);
  });

  test("K-E 4: the name of the cluster is signed", async () => {
    const [one, other] = await Promise.all(
      ["fleet-dev", "fleet-prod"].map((cluster) => presignedUrl({ ...request, cluster })),
    );
    expect(signatureOf(one!)).not.toBe(signatureOf(other!));
  });

  test("K-E 5, 65: is unpadded base64url, and has only parameters that the authenticator knows", async () => {
    const token = await clusterToken(request);
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
    const url = new URL(Buffer.from(token.slice("k8s-aws-v1.".length), "base64url").toString());
    expect([url.protocol, url.host, url.pathname]).toStrictEqual([
      "https:",
      "sts.eu-west-1.amazonaws.com",
      "/",
    ]);
    expect([...url.searchParams.keys()].sort()).toStrictEqual([
      "Action",
      "Version",
      "X-Amz-Algorithm",
      "X-Amz-Credential",
      "X-Amz-Date",
      "X-Amz-Expires",
      "X-Amz-Signature",
      "X-Amz-SignedHeaders",
    ]);
  });
});
