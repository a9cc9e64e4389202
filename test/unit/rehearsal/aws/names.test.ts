import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
} from "@aws-sdk/client-ecr";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { rmSync } from "node:fs";
import { evaluate } from "../../../../rehearsal/aws/policy.ts";
import { ACCOUNT, clientOptions, makeDirectory, refusal, startCloud, type Cloud } from "./world.ts";

// What every object of JavaScript has without anybody having put it there.
const NAMES = ["constructor", "__proto__", "toString", "hasOwnProperty"];
const here = { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const } };

describe("names that objects of JavaScript have anyway", () => {
  let cloud: Cloud;
  let directory: string;
  let s3: S3Client;
  let ecr: ECRClient;
  const open = async () => {
    cloud = await startCloud({ directory });
    s3 = new S3Client(clientOptions(cloud.aws));
    ecr = new ECRClient(clientOptions(cloud.aws));
  };
  beforeAll(async () => {
    directory = makeDirectory();
    await open();
    await s3.send(new CreateBucketCommand({ Bucket: "names", ...here }));
  });
  afterAll(async () => {
    await cloud.close();
    rmSync(directory, { recursive: true });
  });

  const read = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "names", Key }));
    return Body?.transformToString();
  };

  it.each(NAMES)("an object called %s is there when it was put", async (Key) => {
    expect(await refusal(read(Key))).toMatch(/^NoSuchKey/);
    await s3.send(new PutObjectCommand({ Bucket: "names", Key, Body: `body of ${Key}` }));
    expect(await read(Key)).toBe(`body of ${Key}`);
  });

  it("a bucket called constructor is there when it was made", async () => {
    const head = new HeadBucketCommand({ Bucket: "constructor" });
    expect(await refusal(s3.send(head))).toMatch(/^NotFound/);
    await s3.send(new CreateBucketCommand({ Bucket: "constructor", ...here }));
    expect((await s3.send(head)).BucketRegion).toBe("eu-west-1");
  });

  it("a repository and a tag called constructor are not there", async () => {
    const repositoryNames = ["constructor"];
    const describing = ecr.send(new DescribeRepositoriesCommand({ repositoryNames }));
    expect(await refusal(describing)).toMatch(/^RepositoryNotFoundException/);
    await ecr.send(new CreateRepositoryCommand({ repositoryName: "constructor" }));
    const imageIds = [{ imageTag: "constructor" }];
    const { failures } = await ecr.send(
      new BatchGetImageCommand({ repositoryName: "constructor", imageIds }),
    );
    expect(failures?.[0]?.failureCode).toBe("ImageNotFound");
  });

  it("a key, a role and a cluster called constructor are not there", async () => {
    const options = clientOptions(cloud.aws);
    const credentials = { ...options.credentials, accessKeyId: "constructor" };
    const stranger = new STSClient({ ...options, credentials });
    expect(await refusal(stranger.send(new GetCallerIdentityCommand({})))).toMatch(
      /^InvalidClientTokenId/,
    );
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/constructor`;
    const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: "tester" });
    expect(await refusal(new STSClient(options).send(assume))).toMatch(/^AccessDenied/);
    expect(cloud.aws.eks.find("constructor")).toBeUndefined();
  });

  it("an operator called constructor is none", () => {
    const Statement = {
      Effect: "Allow" as const,
      Action: "*",
      Condition: { constructor: { "aws:username": "tester" } },
    };
    const request = {
      principal: {},
      action: "s3:GetObject",
      context: { "aws:username": "tester" },
    };
    expect(() => evaluate({ Version: "2012-10-17", Statement }, request)).toThrow(
      "unsupported condition operator constructor",
    );
  });

  it("a second run on the same directory sees the same", async () => {
    await cloud.close();
    await open();
    for (const name of NAMES) expect(await read(name)).toBe(`body of ${name}`);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "names" }));
    expect(Contents.map(({ Key }) => Key).sort()).toStrictEqual([...NAMES].sort());
    expect(
      await refusal(s3.send(new GetObjectCommand({ Bucket: "names", Key: "valueOf" }))),
    ).toMatch(/^NoSuchKey/);
  });
});
