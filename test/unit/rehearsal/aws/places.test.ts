// Several accounts and regions in one world.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
} from "@aws-sdk/client-ecr";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import {
  CreateBucketCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ACCOUNT, REGION, refusal, startCloud, type Cloud } from "./world.ts";

const OTHER = "222222222222";

let directory: string;
let cloud: Cloud;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "places-"));
  cloud = await startCloud({ directory });
});
afterAll(async () => {
  await cloud.close();
  rmSync(directory, { recursive: true });
});

/** Returns options of a client with the key of a user of an account. */
function as(accountId: string, region = REGION) {
  const arn = `arn:aws:iam::${accountId}:user/tester`;
  const { accessKeyId, secretAccessKey } = cloud.aws.keys.issue({ accountId, arn, userId: "u" });
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint: cloud.aws.url, region, maxAttempts: 1, credentials };
}

describe("an account in a region", () => {
  it("has its own repositories, in a registry with its own address", async () => {
    const repositoryName = "app";
    for (const accountId of [ACCOUNT, OTHER])
      await new ECRClient(as(accountId)).send(new CreateRepositoryCommand({ repositoryName }));
    const { repositories } = await new ECRClient(as(OTHER)).send(
      new DescribeRepositoriesCommand({}),
    );
    expect(repositories?.map(({ repositoryUri }) => repositoryUri)).toStrictEqual([
      `${OTHER}.dkr.ecr.${REGION}.amazonaws.com/app`,
    ]);
    const endpoints = await Promise.all(
      [as(ACCOUNT), as(OTHER), as(OTHER, "eu-north-1")].map(async (options) => {
        const answer = await new ECRClient(options).send(new GetAuthorizationTokenCommand({}));
        return answer.authorizationData?.[0]?.proxyEndpoint;
      }),
    );
    expect(new Set(endpoints).size).toBe(3);
  });

  it("does not open its registry with the password of another", async () => {
    const place = await cloud.aws.places.open({ accountId: OTHER, region: REGION });
    const open = (password: string) =>
      fetch(`${place.registry.url}/v2/`, {
        headers: {
          authorization: `Basic ${Buffer.from(`AWS:${password}`).toString("base64")}`,
        },
      });
    expect((await open(place.ecr.issuePassword().password)).status).toBe(200);
    expect((await open(cloud.aws.ecr.issuePassword().password)).status).toBe(401);
  });

  it("has its own clusters", async () => {
    const { eks } = await cloud.aws.places.open({ accountId: OTHER, region: REGION });
    eks.putCluster({ name: "fleet", endpoint: "https://x", certificateAuthority: "pem" });
    const describe = (accountId: string) =>
      new EKSClient(as(accountId)).send(new DescribeClusterCommand({ name: "fleet" }));
    expect((await describe(OTHER)).cluster?.arn).toBe(
      `arn:aws:eks:${REGION}:${OTHER}:cluster/fleet`,
    );
    expect(await refusal(describe(ACCOUNT))).toContain("No cluster found for name: fleet.");
  });

  it("owns its buckets, but their names are unique across all accounts", async () => {
    const Bucket = "state-of-other";
    const configuration = { LocationConstraint: "eu-north-1" as const };
    await new S3Client(as(OTHER, "eu-north-1")).send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: configuration }),
    );
    const head = new HeadBucketCommand({ Bucket });
    const list = new ListObjectsV2Command({ Bucket });
    expect((await new S3Client(as(OTHER)).send(head)).BucketRegion).toBe("eu-north-1");
    expect(await refusal(new S3Client(as(ACCOUNT)).send(list))).toContain(
      "AccessDenied: Access Denied",
    );
  });

  it("is there again after a restart", async () => {
    await cloud.close();
    cloud = await startCloud({ directory });
    const places = cloud.aws.places.all().map(({ accountId, region }) => `${accountId} ${region}`);
    expect(places).toContain(`${OTHER} ${REGION}`);
    const { ecr, eks } = await cloud.aws.places.open({ accountId: OTHER, region: REGION });
    expect([ecr.find("app")?.name, eks.names()]).toStrictEqual(["app", ["fleet"]]);
  });

  it("needs a folder, unless it is the first one", async () => {
    const { Places } = await import("../../../../rehearsal/aws/places.ts");
    const places = new Places(undefined, { accountId: ACCOUNT, region: REGION }, cloud.registry);
    await expect(places.open({ accountId: OTHER, region: REGION })).rejects.toThrow(
      `the rehearsal does not serve the account ${OTHER} in ${REGION} without a folder`,
    );
  });
});

describe("the identity with which a job's Terraform calls AWS", () => {
  const session = (checkRunId: string, name: string) =>
    cloud.aws.keys.issue(
      { accountId: OTHER, arn: `arn:${name}`, userId: name, roleArn: name, checkRunId },
      900,
    ).principal;

  it("is the session of Terraform's last request, or the last session of the job before Terraform's first request", () => {
    const { keys } = cloud.aws;
    expect(keys.terraformCaller("1")).toBeUndefined();
    const first = session("1", "first");
    const second = session("1", "second");
    session("2", "other");
    expect(keys.terraformCaller("1")).toBe(second);
    keys.observe(first, "APN/1.0 HashiCorp/1.0 Terraform/1.11.4");
    keys.observe(second, "aws-sdk-js/3.1169.0");
    expect(keys.terraformCaller("1")).toBe(first);
    keys.observe(second, "APN/1.0 OpenTofu/1.0 OpenTofu/1.9.0");
    expect(keys.terraformCaller("1")).toBe(second);
  });
});
