import {
  BatchDeleteImageCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryPolicyCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecr";
import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ACCOUNT, clientOptions, refusal, REGION, startCloud, type Cloud } from "./world.ts";

// What the comparison with moto, and AWS's own documentation, showed to be wrong here.
let cloud: Cloud;
let s3: S3Client;
let ecr: ECRClient;
const Bucket = "conforming";
beforeAll(async () => {
  cloud = await startCloud();
  s3 = new S3Client(clientOptions(cloud.aws));
  ecr = new ECRClient(clientOptions(cloud.aws));
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
});
afterAll(() => cloud.close());

describe("S3", () => {
  const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: "1", ...more }));

  it("answers 403 for a bucket of another owner than expected", async () => {
    const head = (ExpectedBucketOwner: string) =>
      s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
    expect((await head(ACCOUNT)).BucketRegion).toBe(REGION);
    await expect(head("999999999999")).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("goes back to its own keys when encryption is taken away", async () => {
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    const { ServerSideEncryptionConfiguration: now } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    expect(now?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("AES256");
  });

  it("takes keys of 1024 bytes and no longer ones", async () => {
    await put("ü".repeat(512));
    expect(await refusal(put(`${"ü".repeat(512)}k`))).toMatch(/^KeyTooLongError/);
  });

  it("knows only * of If-None-Match for writes", async () => {
    expect(await refusal(put("any", { IfNoneMatch: '"etag"' }))).toMatch(/^NotImplemented/);
  });

  it("gives a page of no keys, and nothing after it", async () => {
    await put("some");
    const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect([page.KeyCount, page.IsTruncated, page.NextContinuationToken]).toStrictEqual([
      0,
      false,
      undefined,
    ]);
  });

  it("tells the markers that it put over many objects", async () => {
    const VersioningConfiguration = { Status: "Enabled" as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    await put("many");
    const Objects = [{ Key: "many" }, { Key: "none" }];
    const { Deleted = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    );
    expect(Deleted.map(({ DeleteMarker }) => DeleteMarker)).toStrictEqual([true, true]);
    expect(Deleted.every(({ DeleteMarkerVersionId: id = "" }) => id.length > 8)).toBe(true);
  });
});

describe("ECR", () => {
  const named = { repositoryName: "conforming" };
  const resourceArn = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/conforming`;
  beforeAll(() => ecr.send(new CreateRepositoryCommand(named)));

  it("lists repositories by pages", async () => {
    for (const repositoryName of ["paged/a", "paged/b"])
      await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    const page = (nextToken?: string) =>
      ecr.send(new DescribeRepositoriesCommand({ maxResults: 2, nextToken }));
    const first = await page();
    const second = await page(first.nextToken);
    const names = [first, second].map(({ repositories = [] }) =>
      repositories.map(({ repositoryName }) => repositoryName),
    );
    expect(names).toStrictEqual([["conforming", "paged/a"], ["paged/b"]]);
    expect(second.nextToken).toBeUndefined();
    expect(await refusal(page("made up"))).toMatch(/^InvalidParameterException/);
  });

  it("takes tags away, and refuses what is no ARN", async () => {
    const tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await ecr.send(new TagResourceCommand({ resourceArn, tags }));
    await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    const left = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(left.tags).toStrictEqual([{ Key: "b", Value: "2" }]);
    const odd = new ListTagsForResourceCommand({ resourceArn: "conforming" });
    expect(await refusal(ecr.send(odd))).toMatch(/^InvalidParameterException/);
  });

  it("keeps, refuses and deletes policies", async () => {
    const selection = { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 };
    const rule = { rulePriority: 1, selection, action: { type: "expire" } };
    const lifecycle = (text: string) =>
      ecr.send(new PutLifecyclePolicyCommand({ ...named, lifecyclePolicyText: text }));
    await lifecycle(JSON.stringify({ rules: [rule] }));
    for (const text of ["{", "{}", '{"rules":[{}]}', '{"rules":[null]}'])
      expect(await refusal(lifecycle(text))).toMatch(/^InvalidParameterException/);
    await ecr.send(new DeleteLifecyclePolicyCommand(named));
    expect(await refusal(ecr.send(new GetLifecyclePolicyCommand(named)))).toMatch(
      /^LifecyclePolicyNotFoundException/,
    );
    const policy = (policyText: string) =>
      ecr.send(new SetRepositoryPolicyCommand({ ...named, policyText }));
    expect(await refusal(policy("{"))).toMatch(/^InvalidParameterException/);
    await policy('{"Version":"2012-10-17","Statement":[]}');
    await ecr.send(new DeleteRepositoryPolicyCommand(named));
    expect(await refusal(ecr.send(new GetRepositoryPolicyCommand(named)))).toMatch(
      /^RepositoryPolicyNotFoundException/,
    );
  });

  it("says why an image is not deleted", async () => {
    const imageIds = [{}, { imageDigest: "sha256:short" }, { imageTag: "none" }];
    const { failures = [] } = await ecr.send(new BatchDeleteImageCommand({ ...named, imageIds }));
    expect(failures.map(({ failureCode }) => failureCode)).toStrictEqual([
      "MissingDigestAndTag",
      "InvalidImageDigest",
      "ImageNotFound",
    ]);
  });
});
