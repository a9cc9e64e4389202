import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { SignatureV4 } from "@smithy/signature-v4";
import { createHash, createHmac } from "node:crypto";
import { ACCOUNT, REGION, startCloud, type Cloud } from "./world.ts";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

/** The hash class that the official signer requires. */
class Sha256 {
  private readonly hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined
        ? createHash("sha256")
        : createHmac(
            "sha256",
            typeof secret === "string" ? secret : Buffer.from(secret as ArrayBuffer),
          );
  }
  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.hash.digest()));
  }
  reset(): void {
    throw new Error("not used");
  }
}

interface TokenOptions {
  cluster?: string;
  expiresIn?: number;
  /** Age of the token in minutes. */
  age?: number;
  host?: string;
  extra?: Record<string, string>;
  secret?: string;
  signCluster?: boolean;
}

/** Makes a token as `aws eks get-token` does, presigned by the official signer, for a session of fleet-deploy. */
async function token(options: TokenOptions = {}): Promise<string> {
  const { cluster = "fleet-dev", expiresIn = 60, age = 0, extra = {} } = options;
  const { host = `sts.${REGION}.amazonaws.com`, signCluster = true } = options;
  const principal = {
    accountId: ACCOUNT,
    userId: "AROA:s",
    roleArn: `arn:aws:iam::${ACCOUNT}:role/fleet-deploy`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleet-deploy/s`,
  };
  const key = cloud.aws.keys.issue(principal, 900);
  const signer = new SignatureV4({
    service: "sts",
    region: REGION,
    sha256: Sha256,
    credentials: {
      accessKeyId: key.accessKeyId,
      secretAccessKey: options.secret ?? key.secretAccessKey,
      sessionToken: key.sessionToken ?? "",
    },
  });
  const headers: Record<string, string> = signCluster
    ? { host, "x-k8s-aws-id": cluster }
    : { host };
  const request = await signer.presign(
    {
      method: "GET",
      protocol: "https:",
      hostname: host,
      path: "/",
      headers,
      query: { Action: "GetCallerIdentity", Version: "2011-06-15", ...extra },
    },
    {
      expiresIn,
      signingDate: new Date(Date.now() - age * 60_000),
      unhoistableHeaders: new Set(["x-k8s-aws-id"]),
    },
  );
  const query = new URLSearchParams(request.query as Record<string, string>).toString();
  const url = `https://${host}/?${query.replaceAll("+", "%20")}`;
  return `k8s-aws-v1.${Buffer.from(url).toString("base64url")}`;
}

it("identifies the role behind a session", async () => {
  const { arn, canonicalArn } = await cloud.aws.verifyClusterToken(await token(), "fleet-dev");
  expect({ arn, canonicalArn }).toStrictEqual({
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleet-deploy/s`,
    canonicalArn: `arn:aws:iam::${ACCOUNT}:role/fleet-deploy`,
  });
});

it("accepts the loopback STS, and an age below fifteen minutes whatever X-Amz-Expires says", async () => {
  const { host } = new URL(cloud.aws.url);
  const old = await token({ age: 14.5, host });
  expect((await cloud.aws.verifyClusterToken(old, "fleet-dev")).accountId).toBe(ACCOUNT);
});

describe("refuses", () => {
  test.each<[string, TokenOptions, string | RegExp]>([
    ["another cluster's token", { cluster: "fleet-prod" }, /the signature does not match/],
    ["a wrong secret", { secret: "wrong" }, /the signature does not match/],
    ["a token that is sixteen minutes old", { age: 16 }, "the token is older than 15 minutes"],
    [
      "a lifetime of more than 900 s",
      { expiresIn: 3600 },
      "X-Amz-Expires is not between 0 and 900",
    ],
    ["another host", { host: "sts.evil.example" }, /unexpected host https:\/\/sts.evil.example/],
    ["an unsigned cluster name", { signCluster: false }, "the cluster's name is not signed"],
    [
      "an additional parameter",
      { extra: { "x-id": "GetCallerIdentity" } },
      /parameter x-id is not allowed/,
    ],
    ["another action", { extra: { Action: "AssumeRole" } }, "the action is not GetCallerIdentity"],
  ])("%s", async (_, options, words) => {
    const given = await token(options);
    await expect(cloud.aws.verifyClusterToken(given, "fleet-dev")).rejects.toThrow(words);
  });

  test.each([
    ["no prefix", "abc", /does not begin with k8s-aws-v1\./],
    [
      "padded base64",
      `k8s-aws-v1.${Buffer.from("https://x").toString("base64url")}==`,
      /not unpadded base64url/,
    ],
    ["no URL", `k8s-aws-v1.${Buffer.from("hello").toString("base64url")}`, /holds no URL/],
    ["too long", `k8s-aws-v1.${"a".repeat(5000)}`, /longer than 4096/],
    [
      "an unsigned URL",
      `k8s-aws-v1.${Buffer.from("https://sts.amazonaws.com/?Action=GetCallerIdentity").toString("base64url")}`,
      /not presigned/,
    ],
  ])("%s", async (_, given, words) => {
    await expect(cloud.aws.verifyClusterToken(given, "fleet-dev")).rejects.toThrow(words);
  });
});
