import { expect, test } from "@jest/globals";
import {
  DIGEST,
  REPOSITORY_NAME,
  accountId,
  bucketName,
  clusterName,
  kmsKey,
  objectKey,
  region,
  roleArn,
} from "../../../../../actions/lib/aws/input-types.ts";
import { NotValid } from "../../../../../actions/lib/runtime/input-types.ts";

const TYPES = { accountId, bucketName, clusterName, kmsKey, objectKey, region, roleArn };

test.each([
  ["roleArn", "arn:aws:iam::111122223333:role/deploy"],
  ["roleArn", "arn:aws-cn:iam::111122223333:role/ci/deploy"],
  ["roleArn", "arn:aws-us-gov:iam::111122223333:role/deploy"],
  ["roleArn", "arn:aws-iso-b:iam::111122223333:role/deploy"],
  ["roleArn", "arn:aws-eusc:iam::111122223333:role/deploy"],
  ["accountId", "012345678901"],
  ["bucketName", "fleet-dev.terraform-state"],
  // Of before 2018.
  ["bucketName", "Fleet_State.1"],
  ["clusterName", "fleet_dev-1"],
  ["kmsKey", "alias/team/state"],
  ["objectKey", "dev/.hidden/v1..2/infrastructure.tfstate"],
  ["kmsKey", "4d8e1b52-7c3a-4f6e-9b1d-2a5c8e7f9031"],
  ["kmsKey", "arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-4d8e1b527c3a4f6e9b1d2a5c8e7f9031"],
  ["kmsKey", "arn:aws:kms:eu-west-1:111122223333:alias/state"],
] as const)("%s accepts %s", (name, text) => {
  expect(TYPES[name].parse(text)).toBe(text);
});

test.each([
  ["objectKey", "../infrastructure.tfstate"],
  ["objectKey", "dev/./infrastructure.tfstate"],
  ["objectKey", "dev/.."],
  ["objectKey", "/dev/infrastructure.tfstate"],
  ["objectKey", "dev/"],
  ["objectKey", "dev\ninfrastructure.tfstate"],
  ["roleArn", "arn:aws:iam::111122223333:user/deploy"],
  ["roleArn", "arn:aws:iam::1111:role/deploy"],
  ["roleArn", "arn:other:iam::111122223333:role/deploy"],
  ["roleArn", "deploy"],
  ["region", "eu-west"],
  ["region", "EU-WEST-1"],
  ["region", "eu_west_1"],
  ["region", "eu-west-1a"],
  ["region", "-west-1"],
  ["accountId", "11112222333"],
  ["bucketName", "127.0.0.1"],
  ["bucketName", "with/slash"],
  ["bucketName", "a".repeat(256)],
  ["bucketName", "ab"],
  ["clusterName", "-dev"],
  ["kmsKey", "state"],
  ["kmsKey", "arn:aws:kms:eu-west-1:111122223333:key/alias/state"],
  ["kmsKey", "arn:aws:s3:::4d8e1b52-7c3a-4f6e-9b1d-2a5c8e7f9031"],
] as const)("%s refuses %s", (name, text) => {
  expect(() => TYPES[name].parse(text)).toThrow(NotValid);
});

test.each([
  ["fleet-dev/frontend", true],
  ["a/b.c/d_e-f", true],
  ["shop/web__api", false],
  ["shop/web--api", false],
  ["a//b", false],
  ["Fleet/web", false],
  ["a", false],
])("the repository name %j: %j", (name, valid) => {
  expect(REPOSITORY_NAME.test(name)).toBe(valid);
});

test.each([
  [`sha256:${"a".repeat(64)}`, true],
  [`sha256:${"A".repeat(64)}`, false],
  ["latest", false],
])("the digest %j: %j", (digest, valid) => {
  expect(DIGEST.test(digest)).toBe(valid);
});
