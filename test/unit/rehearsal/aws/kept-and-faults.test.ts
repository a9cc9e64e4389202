// What tests and kept rehearsals rely on: scripted faults, and a second start on the same directory, which finds
// everything again.
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { rmSync } from "node:fs";
import { ACCOUNT, clientOptions, makeDirectory, refusal, REGION, startCloud } from "./world.ts";
import type { Cloud } from "./world.ts";

const Bucket = "state";
let directory: string;
let cloud: Cloud;
let s3: S3Client;
beforeAll(async () => {
  directory = makeDirectory();
  cloud = await startCloud({ directory });
  cloud.aws.s3.create(Bucket, ACCOUNT, REGION);
  s3 = new S3Client(clientOptions(cloud.aws));
});
afterAll(async () => {
  await cloud.close();
  rmSync(directory, { recursive: true });
});

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

async function read(Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Body?.transformToString();
}

describe("faults", () => {
  it("a fault gives its own answer, after the given number of requests and as often as given", async () => {
    const body = "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
    cloud.aws.faults.add({
      match: { operation: "s3:PutObject" },
      times: 2,
      after: 1,
      respond: { status: 503, body },
    });
    await put("a", "1");
    expect(await refusal(put("a", "2"))).toMatch(/^SlowDown/);
    expect(await refusal(put("a", "3"))).toMatch(/^SlowDown/);
    await put("a", "4");
    expect(cloud.aws.faults.pending).toBe(0);
    expect(await read("a")).toBe("4");
  });

  it("must not be lost: reset and drop-after-commit faults: a reset cuts the line before the commit", async () => {
    cloud.aws.faults.add({ match: { operation: "s3:PutObject" }, respond: "reset" });
    await refusal(put("before", "1"));
    expect(await refusal(read("before"))).toMatch(/^NoSuchKey/);
  });

  it("must not be lost: reset and drop-after-commit faults: a drop cuts it after the commit", async () => {
    cloud.aws.faults.add({
      match: { method: "PUT", path: /\/after/ },
      respond: "drop-after-commit",
    });
    await refusal(put("after", "1"));
    expect(await read("after")).toBe("1");
  });
});

describe("must not be lost: kept worlds: a second start on the same directory", () => {
  // Every JavaScript object has properties with these names, although nobody put them there.
  const names = ["constructor", "__proto__", "toString"];
  let key: ReturnType<Cloud["aws"]["userKey"]>;
  beforeAll(async () => {
    for (const name of names) await put(name, `body of ${name}`);
    cloud.aws.ecr.createRepository({ name: "kept", imageTagMutability: "IMMUTABLE" });
    key = cloud.aws.userKey("kept");
    await cloud.close();
    cloud = await startCloud({ directory });
    s3 = new S3Client(clientOptions(cloud.aws));
  });

  it("has the objects, and no others", async () => {
    for (const name of names) expect(await read(name)).toBe(`body of ${name}`);
    expect(await refusal(read("valueOf"))).toMatch(/^NoSuchKey/);
  });

  it("has the repositories", () => {
    expect(cloud.aws.ecr.find("kept")?.imageTagMutability).toBe("IMMUTABLE");
  });

  it("knows the keys that the first start issued", async () => {
    const sts = new STSClient({ endpoint: cloud.aws.url, region: REGION, credentials: key });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/kept`);
  });
});
