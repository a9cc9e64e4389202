import type { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { checkState } from "../../../../../actions/setup-terraform-backend/src/state/check.ts";
import type { StateToCheck } from "../../../../../actions/setup-terraform-backend/src/state/check.ts";

const KEY = "shop/terraform.tfstate";
const MARK = `${KEY}.environment`;
const recordOf = (environment: string) => JSON.stringify({ schema: 1, environment });
const missing = () =>
  Object.assign(new Error("none"), { name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });

/** Checks a state in an S3 with these objects. With `race`, another run writes the record just before this run. */
function stage(
  objects: Record<string, string>,
  race?: string,
  given: Partial<StateToCheck> = {},
  seen: object[] = [],
) {
  const send = ({ input }: { input: { Key: string; Body?: string } }) => {
    const { Key, Body } = input;
    seen.push(input);
    if (Body !== undefined) {
      if (race !== undefined) objects[Key] = recordOf(race);
      if (objects[Key] !== undefined)
        return Promise.reject(Object.assign(new Error("taken"), { name: "PreconditionFailed" }));
      objects[Key] = Body;
      return Promise.resolve({});
    }
    const text = objects[Key];
    if (text === undefined) return Promise.reject(missing());
    return Promise.resolve({ Body: { transformToString: () => Promise.resolve(text) } });
  };
  const bucket = { name: "states", region: "eu-west-1", accountId: "111122223333" };
  const open = {
    s3: { send } as unknown as S3Client,
    own: true,
    encryption: { kmsKeyId: "alias/state" },
    bucket: { ...bucket, partition: "aws" },
  };
  const state = {
    key: KEY,
    workspace: "default",
    environment: "dev",
    mayCreate: true,
    record: true,
    ...given,
  };
  return checkState(open, state, {
    log: { info: () => undefined },
    cancelled: new AbortController().signal,
  });
}

test("the record next to a state is encrypted like the state, because policies refuse other writes", async () => {
  const seen: object[] = [];
  await stage({ [KEY]: "{}" }, undefined, {}, seen);
  expect(seen.at(-1)).toMatchObject({
    Key: MARK,
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: "alias/state",
  });
});

test("the environment of a state is recorded once", async () => {
  const objects: Record<string, string> = { [KEY]: "{}" };
  expect(await stage(objects)).toBe(true);
  expect(JSON.parse(objects[MARK] ?? "")).toStrictEqual({ schema: 1, environment: "dev" });
  expect(await stage(objects)).toBe(true);
});

test.each([
  ["is recorded next to it", { [KEY]: "{}", [MARK]: recordOf("prod") }, undefined],
  ["is recorded by another run at the same moment", { [KEY]: "{}" }, "prod"],
])("a state is not used if another environment %s", async (_, objects, race) => {
  await expect(stage({ ...objects }, race)).rejects.toMatchObject({
    reason: "state-of-another-environment",
    message: expect.stringContaining("belongs to the environment prod, but this run is for dev"),
  });
});

test("a run of the same environment that records it at the same moment does not count as another", async () => {
  expect(await stage({ [KEY]: "{}" }, "dev")).toBe(true);
});

test("the command that moves the state of an earlier release quotes the name of a workspace", async () => {
  const given = { key: "dev/infrastructure.tfstate", workspace: "a'$HOME" };
  const old = "env:/a'$HOME/infrastructure/terraform.tfstate";
  await expect(stage({ [old]: "{}" }, undefined, given)).rejects.toMatchObject({
    reason: "state-at-old-key",
    fix: expect.stringContaining(
      "aws s3 mv 's3://states/env:/a'\\''$HOME/infrastructure/terraform.tfstate' 's3://states/env:/a'\\''$HOME/dev/infrastructure.tfstate';",
    ),
  });
});
