import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type BucketLocationConstraint,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { Readable } from "node:stream";
import { clientOptions, refusal, startCloud, type Cloud } from "./world.ts";

let cloud: Cloud;
let s3: S3Client;
beforeAll(async () => {
  cloud = await startCloud();
  s3 = new S3Client(clientOptions(cloud.aws));
});
afterAll(() => cloud.close());

function create(Bucket: string, region = "eu-west-1") {
  const LocationConstraint = region as BucketLocationConstraint;
  return s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }),
  );
}

const put = (Bucket: string, Key: string, Body: string, more = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

async function read(Bucket: string, Key: string, more = {}): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return (await Body?.transformToString()) ?? "";
}

describe("buckets", () => {
  it("is created in the region, once", async () => {
    await create("first");
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: "first" }));
    expect(LocationConstraint).toBe("eu-west-1");
    expect(await refusal(create("first"))).toMatch(/^BucketAlreadyOwnedByYou/);
  });

  test.each([
    ["somebody else's", () => create("taken-by-somebody"), /^BucketAlreadyExists/],
    ["no bucket name", () => create("Upper_Case"), /^InvalidBucketName/],
    [
      "another region",
      () => create("abroad", "eu-central-1"),
      /^IllegalLocationConstraintException/,
    ],
    ["not there", () => s3.send(new DeleteBucketCommand({ Bucket: "no-such" })), /^NoSuchBucket/],
  ])("H-E 74: %s", async (_, call, words) => {
    expect(await refusal(call())).toMatch(words);
  });

  it("HEAD tells missing (404) from somebody else's (403)", async () => {
    const status = async (Bucket: string) => {
      const error = await s3
        .send(new HeadBucketCommand({ Bucket }))
        .catch((thrown: unknown) => thrown);
      return (error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode;
    };
    expect(await status("no-such")).toBe(404);
    expect(await status("taken-by-somebody")).toBe(403);
    expect(await status("first")).toBe(200);
  });

  it("is not deleted with something in it", async () => {
    await create("full");
    await put("full", "a", "b");
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: "full" })))).toMatch(
      /^BucketNotEmpty/,
    );
    await s3.send(new DeleteObjectCommand({ Bucket: "full", Key: "a" }));
    await s3.send(new DeleteBucketCommand({ Bucket: "full" }));
    expect(cloud.aws.s3.find("full")).toBeUndefined();
  });
});

describe("settings", () => {
  const Bucket = "settings";
  beforeAll(() => create(Bucket));

  it("a new bucket is private, encrypted and without ACLs", async () => {
    const access = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(access.PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(
      encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
        ?.SSEAlgorithm,
    ).toBe("AES256");
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls?.Rules?.[0]?.ObjectOwnership).toBe("BucketOwnerEnforced");
    const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    expect(versioning.Status).toBeUndefined();
  });

  test.each([
    [() => s3.send(new GetBucketPolicyCommand({ Bucket })), /^NoSuchBucketPolicy/],
    [
      () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      /^NoSuchLifecycleConfiguration/,
    ],
    [() => s3.send(new GetBucketTaggingCommand({ Bucket })), /^NoSuchTagSet/],
  ])("what is not set is told by its own error: %#", async (call, words) => {
    expect(await refusal(call())).toMatch(words);
  });

  it("gives back what was put", async () => {
    await s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const rule = {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: "aws:kms" as const,
        KMSMasterKeyID: "arn:aws:kms:eu-west-1:111122223333:key/1",
      },
      BucketKeyEnabled: true,
    };
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    const TagSet = [{ Key: "a&b", Value: "<c>" }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    const OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    const Rules = [
      {
        ...{ ID: "old", Status: "Enabled" as const, Filter: { Prefix: "" } },
        NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      },
    ];
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toStrictEqual([rule]);
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toStrictEqual(TagSet);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(lifecycle.Rules).toStrictEqual(Rules);
    const stored = await put(Bucket, "encrypted", "x");
    expect(stored.SSEKMSKeyId).toBe("arn:aws:kms:eu-west-1:111122223333:key/1");
  });

  it("a TLS-only policy stops nobody, another Deny does", async () => {
    const deny = (more: object) => ({
      ...{ Effect: "Deny", Principal: "*", Action: "s3:*" },
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      ...more,
    });
    const setPolicy = (Statement: object[]) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));
    const tls = deny({ Condition: { Bool: { "aws:SecureTransport": "false" } } });
    await setPolicy([tls]);
    await put(Bucket, "state", "1");
    const state = `arn:aws:s3:::${Bucket}/state`;
    await setPolicy([tls, deny({ Action: "s3:PutObject", Resource: state })]);
    expect(await refusal(put(Bucket, "state", "2"))).toMatch(
      /^AccessDenied: User: .* is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::settings\/state"/,
    );
    await put(Bucket, "other", "2");
    expect(await read(Bucket, "state")).toBe("1");
  });

  it("refuses a public policy while public policies are blocked, and what is no policy", async () => {
    const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
    const setPolicy = (Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await refusal(setPolicy(JSON.stringify({ Statement: open })))).toMatch(
      /BlockPublicPolicy/,
    );
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} }));
    await setPolicy(JSON.stringify({ Statement: open }));
    expect(await refusal(setPolicy("{"))).toMatch(/^MalformedPolicy/);
  });
});

describe("objects", () => {
  const Bucket = "objects";
  beforeAll(() => create(Bucket));

  test.each(["plain", "with space", "a/b//c", "ü&<>?#%+", "env:/dev/state", "(x)!*'"])(
    "the key %j comes back",
    async (Key) => {
      await put(Bucket, Key, `body of ${Key}`, { Metadata: { note: "n" }, ContentType: "text/x" });
      expect(await read(Bucket, Key)).toBe(`body of ${Key}`);
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
      expect(head.Metadata).toStrictEqual({ note: "n" });
      expect(head.ContentType).toBe("text/x");
    },
  );

  it("takes a stream of unknown checksum, in aws-chunked form with a trailer", async () => {
    const bytes = Buffer.alloc(300_000, "chunk");
    const Body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
    await s3.send(
      new PutObjectCommand({ Bucket, Key: "stream", Body, ContentLength: bytes.length }),
    );
    const last = cloud.aws.requests.at(-1);
    expect(last?.headers["x-amz-content-sha256"]).toBe("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    expect(await read(Bucket, "stream")).toBe(bytes.toString());
  });

  test.each(["CRC32", "CRC32C", "SHA1", "SHA256"] as const)("verifies %s", async (name) => {
    await put(Bucket, "sum", "hello", { ChecksumAlgorithm: name });
    const { Body, ...got } = await s3.send(
      new GetObjectCommand({ Bucket, Key: "sum", ChecksumMode: "ENABLED" }),
    );
    expect(await Body?.transformToString()).toBe("hello");
    expect(got[`Checksum${name}`]).toBeDefined();
    const wrong = { [`Checksum${name}`]: Buffer.from("wrong").toString("base64") };
    expect(await refusal(put(Bucket, "sum", "other", wrong))).toMatch(/^BadDigest/);
    expect(await read(Bucket, "sum")).toBe("hello");
  });

  it("must not be lost: conditional-write lock: If-None-Match: * lets one writer win", async () => {
    const write = () => put(Bucket, "lock", "x", { IfNoneMatch: "*" }).then(() => "won", refused);
    const refused = (error: Error) => error.name;
    const results = await Promise.all(Array.from({ length: 8 }, write));
    expect(results.sort()).toStrictEqual([...Array<string>(7).fill("PreconditionFailed"), "won"]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "lock" }));
    expect(await write()).toBe("won");
  });

  it("If-Match writes and deletes only what was seen", async () => {
    const { ETag } = await put(Bucket, "seen", "1");
    expect(await refusal(put(Bucket, "seen", "2", { IfMatch: '"0"' }))).toMatch(
      /^PreconditionFailed/,
    );
    expect(await refusal(put(Bucket, "unseen", "2", { IfMatch: ETag }))).toMatch(/^NoSuchKey/);
    await put(Bucket, "seen", "2", { IfMatch: ETag });
    const remove = (IfMatch?: string) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key: "seen", IfMatch }));
    expect(await refusal(remove(ETag))).toMatch(/^PreconditionFailed/);
    expect(await read(Bucket, "seen")).toBe("2");
  });

  test.each([
    ["bytes=0-3", "0123"],
    ["bytes=4-", "456789"],
    ["bytes=-2", "89"],
    ["bytes=8-99", "89"],
  ])("range %s", async (Range, expected) => {
    await put(Bucket, "digits", "0123456789");
    expect(await read(Bucket, "digits", { Range })).toBe(expected);
  });

  test.each([
    ["a missing key", () => read(Bucket, "none"), /^NoSuchKey/],
    [
      "a range behind the end",
      () => read(Bucket, "digits", { Range: "bytes=50-" }),
      /^InvalidRange/,
    ],
    ["a missing version", () => read(Bucket, "digits", { VersionId: "x" }), /^NoSuchVersion/],
  ])("%s is refused", async (_, call, words) => {
    expect(await refusal(call())).toMatch(words);
  });

  it("lists in pages, with prefixes, in the order of bytes", async () => {
    await create("listed");
    for (const Key of ["b/1", "b/2", "a", "ä", "z", "c/d/e"]) await put("listed", Key, "x");
    const page = async (more: object) => {
      const got = await s3.send(new ListObjectsV2Command({ Bucket: "listed", ...more }));
      const keys = got.Contents?.map(({ Key }) => Key) ?? [];
      return {
        keys,
        below: got.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
        next: got.NextContinuationToken,
      };
    };
    expect((await page({ EncodingType: "url" })).keys).toHaveLength(6);
    expect((await page({})).keys).toStrictEqual(["a", "b/1", "b/2", "c/d/e", "z", "ä"]);
    expect(await page({ Delimiter: "/" })).toStrictEqual({
      keys: ["a", "z", "ä"],
      below: ["b/", "c/"],
      next: undefined,
    });
    const first = await page({ Delimiter: "/", MaxKeys: 2 });
    expect(first).toMatchObject({ keys: ["a"], below: ["b/"] });
    const second = await page({ Delimiter: "/", MaxKeys: 2, ContinuationToken: first.next });
    expect(second).toMatchObject({ keys: ["z"], below: ["c/"] });
    expect(await page({ Prefix: "b/", StartAfter: "b/1" })).toMatchObject({ keys: ["b/2"] });
  });
});

describe("versions", () => {
  const Bucket = "versioned";
  beforeAll(async () => {
    await create(Bucket);
    await s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
  });

  it("keeps every version, and a deleted object comes back", async () => {
    const first = await put(Bucket, "state", "one");
    await put(Bucket, "state", "two");
    const gone = await s3.send(new DeleteObjectCommand({ Bucket, Key: "state" }));
    expect(gone.DeleteMarker).toBe(true);
    expect(await refusal(read(Bucket, "state"))).toMatch(/^NoSuchKey/);
    expect(await read(Bucket, "state", { VersionId: first.VersionId })).toBe("one");
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map(({ IsLatest }) => IsLatest)).toStrictEqual([false, false]);
    expect(listed.DeleteMarkers).toHaveLength(1);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "state", VersionId: gone.VersionId }));
    expect(await read(Bucket, "state")).toBe("two");
  });

  it("deletes several at once", async () => {
    await put(Bucket, "a&b", "1");
    const Objects = [{ Key: "a&b" }, { Key: "not there" }];
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toStrictEqual(["a&b", "not there"]);
    expect(await refusal(read(Bucket, "a&b"))).toMatch(/^NoSuchKey/);
  });
});

describe("must not be lost: signature verification: keys", () => {
  test.each([
    ["an unknown key", { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" }, /^InvalidAccessKeyId/],
    ["a wrong secret", undefined, /^SignatureDoesNotMatch/],
  ])("%s is refused", async (_, credentials, words) => {
    const options = clientOptions(cloud.aws);
    const wrong = { ...options.credentials, secretAccessKey: "wrong" };
    const client = new S3Client({ ...options, credentials: credentials ?? wrong });
    const call = client.send(new ListObjectsV2Command({ Bucket: "objects" }));
    expect(await refusal(call)).toMatch(words);
  });

  it("anonymous requests are denied", async () => {
    const response = await fetch(`${cloud.aws.url}/objects/plain`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("<Code>AccessDenied</Code>");
  });

  it("a role's permissions bound its sessions", async () => {
    const readOnly = { Effect: "Allow" as const, Action: "s3:Get*", Resource: "*" };
    cloud.aws.roles.put({
      name: "reader",
      trustPolicy: { Statement: [] },
      permissions: [{ Statement: readOnly }],
    });
    const roleArn = cloud.aws.roles.arnOf("reader");
    const arn = "arn:aws:sts::111122223333:assumed-role/reader/s";
    const principal = { accountId: "111122223333", arn, userId: "x:s", roleArn };
    const key = cloud.aws.keys.issue(principal, 900);
    const { accessKeyId, secretAccessKey, sessionToken = "" } = key;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const reader = new S3Client({ ...clientOptions(cloud.aws), credentials });
    const at = { Bucket: "objects", Key: "plain" };
    await reader.send(new GetObjectCommand(at));
    expect(await refusal(reader.send(new PutObjectCommand({ ...at, Body: "x" })))).toMatch(
      /^AccessDenied: User: arn:aws:sts::111122223333:assumed-role\/reader\/s is not authorized to perform: s3:PutObject/,
    );
  });
});

describe("faults", () => {
  const Bucket = "faults";
  beforeAll(() => create(Bucket));

  it("answers what it is told, as often as told", async () => {
    const body = "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
    cloud.aws.faults.add({
      match: { operation: "s3:PutObject" },
      times: 2,
      after: 1,
      respond: { status: 503, body },
    });
    await put(Bucket, "a", "1");
    expect(await refusal(put(Bucket, "a", "2"))).toMatch(/^SlowDown/);
    expect(await refusal(put(Bucket, "a", "3"))).toMatch(/^SlowDown/);
    await put(Bucket, "a", "4");
    expect(cloud.aws.faults.pending).toBe(0);
    expect(await read(Bucket, "a")).toBe("4");
  });

  it("must not be lost: reset and drop-after-commit faults", async () => {
    cloud.aws.faults.add({ match: { operation: "s3:PutObject" }, respond: "reset" });
    await refusal(put(Bucket, "before", "1"));
    expect(await refusal(read(Bucket, "before"))).toMatch(/^NoSuchKey/);
    cloud.aws.faults.add({
      match: { method: "PUT", path: /\/after/ },
      respond: "drop-after-commit",
    });
    await refusal(put(Bucket, "after", "1"));
    expect(await read(Bucket, "after")).toBe("1");
  });
});

test("what is not served says so", async () => {
  const response = await fetch(`${cloud.aws.url}/objects/key?uploads`, { method: "POST" });
  expect(response.status).toBe(403);
});

test("objects and settings outlive a restart on the same directory", async () => {
  const first = await startCloud({ directory: cloud.directory });
  const client = new S3Client(clientOptions(first.aws));
  const at = { Bucket: "objects", Key: "kept" };
  await client.send(new PutObjectCommand({ ...at, Body: "still here" }));
  await first.close();
  const second = await startCloud({ directory: cloud.directory });
  try {
    const again = new S3Client(clientOptions(second.aws));
    const { Body } = await again.send(new GetObjectCommand(at));
    expect(await Body?.transformToString()).toBe("still here");
  } finally {
    await second.close();
  }
});
