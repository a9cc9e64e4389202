import { describe, expect, test } from "@jest/globals";
import {
  RULES,
  bucketError,
  wrongRegion,
} from "../../../../../actions/setup-terraform-backend/src/bucket/failure.ts";
import type { BucketOperation } from "../../../../../actions/setup-terraform-backend/src/bucket/failure.ts";

const bucket = {
  name: "fleet-state",
  region: "eu-west-1",
  accountId: "111122223333",
  partition: "aws-cn",
};
const thrown = (name: string, status: number | undefined, headers?: Record<string, string>) =>
  Object.assign(new Error("said S3"), {
    name,
    $metadata: { httpStatusCode: status },
    $response: { headers },
  });

const KNOWN: [BucketOperation, Error, string, RegExp, RegExp][] = [
  [
    "HeadBucket",
    thrown("Forbidden", 403),
    "bucket-owned-by-other",
    /fleet-state is not open to account 111122223333/,
    /arn:aws-cn:s3:::fleet-state/,
  ],
  [
    "CreateBucket",
    thrown("BucketAlreadyExists", 409),
    "bucket-owned-by-other",
    /belongs to another account/,
    /another bucket name/,
  ],
  [
    "HeadBucket",
    thrown("PermanentRedirect", 301, { "x-amz-bucket-region": "us-east-1" }),
    "bucket-wrong-region",
    /is in us-east-1, aws-region is eu-west-1/,
    /set aws-region to us-east-1/,
  ],
  [
    "HeadBucket",
    thrown("PermanentRedirect", 301),
    "bucket-wrong-region",
    /is in another region/,
    /set aws-region to the bucket's region/,
  ],
  [
    "HeadBucket",
    thrown("BadRequest", 400, { "x-amz-bucket-region": "eu-central-1" }),
    "bucket-wrong-region",
    /is in eu-central-1/,
    /set aws-region to eu-central-1/,
  ],
  [
    "HeadBucket",
    thrown("BadRequest", 400, { "x-amz-bucket-region": "eu-west-1" }),
    "bucket-unreachable",
    /for a bad request: said S3/,
    /credentials of the job, and the clock/,
  ],
  [
    "HeadBucket",
    thrown("ExpiredToken", 400),
    "credentials-expired",
    /the AWS session ended/,
    /live longer/,
  ],
  [
    "CreateBucket",
    thrown("OperationAborted", 409),
    "bucket-not-created",
    /the name fleet-state is not free yet/,
    /^run the job again: S3 frees/,
  ],
  [
    "read state",
    thrown("Forbidden", 403),
    "access-denied",
    /refused to read state in the bucket fleet-state: said S3/,
    /allow s3:ListBucket on arn:aws-cn:s3:::fleet-state, and s3:GetObject on arn:aws-cn:s3:::fleet-state\/\*/,
  ],
  [
    "record environment",
    thrown("AccessDenied", 403),
    "access-denied",
    /refused to record environment/,
    /s3:PutObject on/,
  ],
  [
    "record environment",
    thrown("NoSuchBucket", 404),
    "bucket-missing",
    /fleet-state does not exist in account 111122223333/,
    /backend-mode: ensure/,
  ],
  ["read state", thrown("SlowDown", 503), "bucket-unreachable", /said S3/, /network/],
  ["HeadBucket", thrown("TimeoutError", undefined), "bucket-unreachable", /said S3/, /network/],
  ["HeadBucket", thrown("InternalError", 500), "bucket-unreachable", /said S3/, /network/],
  [
    "CreateBucket",
    thrown("AccessDenied", 403),
    "bucket-not-created",
    /did not create/,
    /s3:CreateBucket/,
  ],
  [
    "read setting",
    thrown("AccessDenied", 403),
    "bucket-setting-refused",
    /refused to read versioning/,
    /README/,
  ],
  [
    "change setting",
    thrown("AccessDenied", 403),
    "bucket-setting-refused",
    /refused to change versioning/,
    /backend-mode: off/,
  ],
  [
    "read setting",
    thrown("TimeoutError", undefined),
    "bucket-unreachable",
    /no answer to the request to read versioning of the bucket fleet-state: said S3/,
    /network/,
  ],
];

describe("bucketError", () => {
  test.each(KNOWN)("%s: %s is %s", (operation, error, reason, message, fix) => {
    const failure = bucketError(operation, bucket, error, "versioning");
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(message);
    expect(failure.fix).toMatch(fix);
  });

  test("the table above has every rule", () => {
    expect(RULES.filter(({ reason }) => !KNOWN.some((row) => row[2] === reason))).toStrictEqual([]);
  });
});

test("a bucket that answers from another region", () => {
  expect(wrongRegion(bucket, "eu-north-1")).toMatchObject({
    reason: "bucket-wrong-region",
    message: "the bucket fleet-state is in eu-north-1, aws-region is eu-west-1",
  });
});
