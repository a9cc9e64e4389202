import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import {
  CopyObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, it, test } from "@jest/globals";
import { Readable } from "node:stream";
import { ACCOUNT, clientOptions, refusal, REGION, startCloud, type Cloud } from "./world.ts";

let cloud: Cloud;
let s3: S3Client;
let sts: STSClient;
let ecr: ECRClient;
let eks: EKSClient;
const on = { Bucket: "state" };
const named = { ...on, Key: "key" };
const repositoryName = "fleet";
beforeAll(async () => {
  cloud = await startCloud();
  cloud.aws.s3.create(on.Bucket, ACCOUNT, REGION);
  const options = clientOptions(cloud.aws);
  s3 = new S3Client({ ...options, forcePathStyle: true });
  sts = new STSClient(options);
  ecr = new ECRClient(options);
  eks = new EKSClient(options);
  await s3.send(new PutObjectCommand({ ...named, Body: "kept" }));
});
afterAll(() => cloud.close());

const Stream = () => Readable.from([Buffer.from("part")]);
const Policy = (statement: object) =>
  JSON.stringify({ Statement: { Effect: "Deny", Principal: "*", Resource: "*", ...statement } });

// AWS serves each of these requests.
test.each<[string, () => Promise<unknown>]>([
  ["s3 GET /?x-id=ListBuckets", () => s3.send(new ListBucketsCommand({}))],
  [
    "s3 GET /state/?delimiter=%2F",
    () => s3.send(new ListObjectsV2Command({ ...on, Delimiter: "/" })),
  ],
  [
    "s3 GET /state/key?versionId=one",
    () => s3.send(new GetObjectCommand({ ...named, VersionId: "one" })),
  ],
  [
    "s3 GET /state/key?x-id=GetObject with if-match",
    () => s3.send(new GetObjectCommand({ ...named, IfMatch: "one" })),
  ],
  [
    "s3:GetObject with the range bytes=-2",
    () => s3.send(new GetObjectCommand({ ...named, Range: "bytes=-2" })),
  ],
  [
    "s3 PUT /state/key?x-id=CopyObject with x-amz-copy-source",
    () => s3.send(new CopyObjectCommand({ ...named, CopySource: "state/other" })),
  ],
  [
    "a s3 body as STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    () => s3.send(new PutObjectCommand({ ...named, Body: Stream(), ContentLength: 4 })),
  ],
  [
    "a bucket policy with NotAction",
    () => s3.send(new PutBucketPolicyCommand({ ...on, Policy: Policy({ NotAction: "s3:Get*" }) })),
  ],
  [
    "a bucket policy with condition operator IpAddress",
    () =>
      s3.send(
        new PutBucketPolicyCommand({
          ...on,
          Policy: Policy({
            Action: "*",
            Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
          }),
        }),
      ),
  ],
  ["sts:GetSessionToken", () => sts.send(new GetSessionTokenCommand({}))],
  ["ecr:DescribeImages", () => ecr.send(new DescribeImagesCommand({ repositoryName }))],
  ["eks GET /clusters", () => eks.send(new ListClustersCommand({}))],
])("%s is refused with the rehearsal's own message", async (request, call) => {
  const said = await refusal(call());
  expect(said).toMatch(/^NotServedByTheRehearsal: the rehearsal does not serve /);
  expect(said).toContain(`the rehearsal does not serve ${request}`);
});

it("a presigned request is refused by name, an unsigned one as AWS refuses it", async () => {
  const presigned = await fetch(`${cloud.aws.url}/state/key?X-Amz-Signature=0`);
  expect(await presigned.text()).toContain("the rehearsal does not serve a presigned s3 request");
  const unsigned = await fetch(`${cloud.aws.url}/state/key`);
  expect(unsigned.status).toBe(403);
  expect(await unsigned.text()).toContain("<Code>AccessDenied</Code>");
});

it("a request to a service that the rehearsal does not have is refused by name", async () => {
  const credential = `AKIAREHEARSAL/20260101/${REGION}/dynamodb/aws4_request`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    "x-amz-target": "DynamoDB_20120810.PutItem",
  };
  const response = await fetch(cloud.aws.url, { method: "POST", headers, body: "{}" });
  expect(await response.json()).toStrictEqual({
    __type: "NotServedByTheRehearsal",
    message: "the rehearsal does not serve dynamodb DynamoDB_20120810.PutItem",
  });
});

it("the refused requests changed nothing", async () => {
  const { Body } = await s3.send(new GetObjectCommand(named));
  expect(await Body?.transformToString()).toBe("kept");
});
