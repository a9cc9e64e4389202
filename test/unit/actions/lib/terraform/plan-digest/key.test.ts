import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { digestKeyIn } from "../../../../../../actions/lib/terraform/plan-digest/key.ts";
import type { Job } from "../../../../../../actions/lib/runtime/job.ts";
import type { RootModule } from "../../../../../../actions/lib/terraform/root-module.ts";
import { REGION, startCloud } from "../../../../../support/cloud.ts";
import type { Cloud } from "../../../../../support/cloud.ts";

const BUCKET = "fleet-dev-terraform-state";

let cloud: Cloud;
let s3: S3Client;
let credentials: { accessKeyId: string; secretAccessKey: string };
beforeAll(async () => {
  cloud = await startCloud();
  const { accessKeyId, secretAccessKey } = cloud.aws.userKey("store");
  credentials = { accessKeyId, secretAccessKey };
  s3 = new S3Client({ endpoint: cloud.aws.url, region: REGION, credentials });
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
});
afterAll(async () => {
  s3.destroy();
  await cloud.close();
});

/** Finds the key of an environment, as an action that runs for this environment does. */
function keyOf(environment: string) {
  const masks: string[] = [];
  const job: Partial<Job> = { mask: (secret) => void masks.push(secret) };
  const variables = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const rootModule = { environment: variables, job } as unknown as RootModule;
  const backend = {
    bucket: BUCKET,
    region: REGION,
    key: `${environment}/infrastructure.tfstate`,
    endpoints: { s3: cloud.aws.url },
    encryption: undefined,
    lockFile: true,
    lockTable: undefined,
    role: undefined,
  };
  return { masks, source: digestKeyIn(backend, environment, rootModule) };
}

describe("the key of an environment", () => {
  test("does not exist before its creation, then stays the same, and is masked", async () => {
    const { source, masks } = keyOf("dev");
    expect(source.address).toBe(`s3://${BUCKET}/dev/digest-key`);
    expect(await source.read()).toBeUndefined();
    const created = await source.create();
    expect((await keyOf("dev").source.read())?.equals(created)).toBe(true);
    expect((await keyOf("dev").source.create()).equals(created)).toBe(true);
    expect(masks).toStrictEqual([created.export().toString("base64")]);
  });

  test("is the same for all jobs that create it at the same time", async () => {
    const keys = await Promise.all(
      Array.from({ length: 8 }, () => keyOf("staging").source.create()),
    );
    expect(keys.filter((key) => keys[0]?.equals(key))).toHaveLength(8);
  });

  test("is the stored one if the answer to its creation is lost (H-E 69)", async () => {
    cloud.aws.faults.add({
      match: { method: "PUT", path: /digest-key/ },
      respond: "drop-after-commit",
    });
    const created = await keyOf("production").source.create();
    expect(cloud.aws.faults.pending).toBe(0);
    expect((await keyOf("production").source.read())?.equals(created)).toBe(true);
  });

  test("is different for each environment", async () => {
    const [one, other] = await Promise.all(
      ["one", "two"].map((environment) => keyOf(environment).source.create()),
    );
    expect(one !== undefined && other !== undefined && one.equals(other)).toBe(false);
  });

  test("is an error with a message if it is refused or broken", async () => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "broken/digest-key", Body: "eA==" }));
    await expect(keyOf("broken").source.read()).rejects.toThrow(
      "the digest key has 1 bytes, not 32",
    );
    cloud.aws.faults.add({
      match: { method: "GET", path: /digest-key/ },
      respond: {
        status: 403,
        body: "<Error><Code>AccessDenied</Code><Message>no</Message></Error>",
      },
    });
    await expect(keyOf("dev").source.read()).rejects.toThrow("no");
  });
});
