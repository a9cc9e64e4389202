import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startAws, type Aws } from "../../../../rehearsal/aws/index.ts";
import { startRegistry, type Registry } from "../../../../rehearsal/registry/index.ts";
import type { Environment } from "../../../../rehearsal/world/environments.ts";
import { holdLease, takeCommitTags } from "../../../../rehearsal/world/seed-conflicts.ts";

const REGION = "eu-west-1";
const SHA = "a".repeat(40);
const RELEASED = `sha-${"b".repeat(40)}`;

const environmentOf = (name: string, account: string, promoteFrom?: string): Environment => ({
  name,
  region: REGION,
  account,
  bucket: `state-${account}`,
  keys: { infrastructure: "", kubernetes: "" },
  roles: {},
  imagePrefix: `${name}/`,
  ...(promoteFrom === undefined ? {} : { promoteFrom }),
});
const DEV = environmentOf("dev", "111111111111");
const STAGING = environmentOf("staging", "222222222222", "dev");

let directory: string;
let registry: Registry;
let aws: Aws;
beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "others-"));
  registry = await startRegistry({ directory: path.join(directory, "registry") });
  const oidc = { issuer: "https://issuer.invalid", jwksUrl: "http://127.0.0.1:1" };
  aws = await startAws({
    directory,
    accountId: DEV.account,
    region: REGION,
    registry,
    roles: [],
    oidc,
  });
});
afterEach(async () => {
  await Promise.all([aws.close(), registry.close()]);
  rmSync(directory, { recursive: true, force: true });
});

test("another run holds the environment, even if no run has made the bucket yet", () => {
  holdLease(aws, DEV);
  const object = aws.s3.find(DEV.bucket)?.objects["dev/lease.json"];
  const lease = JSON.parse(aws.s3.contents.get(object?.content ?? "").toString()) as {
    holder: { actor: string };
    takenAt: string;
    expiresAt: string;
  };
  expect(lease).toMatchObject({ schema: 1, environment: "dev", holder: { actor: "hubot" } });
  expect(Date.parse(lease.expiresAt) - Date.parse(lease.takenAt)).toBe(600_000);
});

/** Makes an immutable repository in an environment's account. */
async function createRepository({ account, name }: Environment) {
  const place = await aws.places.open({ accountId: account, region: REGION });
  place.ecr.createRepository({ name: `${name}/app`, imageTagMutability: "IMMUTABLE" });
  return place.registry.images;
}

test("the commit's tag is taken in the environment that builds images, and the source's tag in the one that promotes them", async () => {
  const built = await createRepository(DEV);
  const promoted = await createRepository(STAGING);
  await takeCommitTags(aws, [DEV], "b".repeat(40));
  const before = built.tags("dev/app");
  expect(Object.keys(before)).toStrictEqual([RELEASED]);
  await takeCommitTags(aws, [DEV, STAGING], SHA);
  await takeCommitTags(aws, [DEV, STAGING], SHA);
  expect(built.tags("dev/app")).toMatchObject(before);
  expect(Object.keys(built.tags("dev/app"))).toStrictEqual([RELEASED, `sha-${SHA}`]);
  expect(Object.keys(promoted.tags("staging/app"))).toStrictEqual([RELEASED, `sha-${SHA}`]);
});
