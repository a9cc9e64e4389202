import { describe, expect, test } from "@jest/globals";
import { observeSdkError } from "../../../../../actions/lib/aws/sdk-error.ts";
import { matchFailure } from "../../../../../actions/lib/match-failure.ts";
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

const said = (name: string, status: number, text: string) =>
  Object.assign(thrown(name, status), { message: text });

type Expected = [error: Error, reason: string, message: RegExp, fix: RegExp];

const IN_US_EAST_1: Expected = [
  thrown("PermanentRedirect", 301, { "x-amz-bucket-region": "us-east-1" }),
  "bucket-wrong-region",
  /is in us-east-1, but aws-region is eu-west-1/,
  /set aws-region to us-east-1/,
];
const elsewhere = (name: string, status: number): Expected => [
  thrown(name, status),
  "bucket-wrong-region",
  /is in another region/,
  /set aws-region to the bucket's region/,
];

const KNOWN: [BucketOperation, ...Expected][] = [
  [
    "read setting",
    thrown("NoSuchBucket", 404),
    "bucket-missing",
    /fleet-state existed a moment ago/,
    /another run or a clean-up job deletes/,
  ],
  [
    "change setting",
    thrown("RequestTimeout", 400),
    "bucket-unreachable",
    /^S3 did not serve the request to change /,
    /^run the job again/,
  ],
  [
    "read setting",
    thrown("MethodNotAllowed", 405),
    "bucket-setting-refused",
    /^S3 did not read /,
    /^correct what S3 names/,
  ],
  [
    "HeadBucket",
    said("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
    "bucket-unreachable",
    /^S3 does not accept the credentials for the bucket fleet-state/,
    /account must have enabled eu-west-1.*regional endpoint of STS/,
  ],
  [
    "HeadBucket",
    thrown("OtherOwner", undefined),
    "bucket-owned-by-other",
    /belongs to another account than 111122223333/,
    /backend-mode: off/,
  ],
  [
    "HeadBucket",
    said("AccessDenied", 403, "not authorized with an explicit deny in a VPC endpoint policy"),
    "bucket-unreachable",
    /^this role is denied access to the bucket fleet-state/,
    /VPC endpoint/,
  ],
  [
    "read state",
    thrown("SignatureDoesNotMatch", 403),
    "bucket-unreachable",
    /does not accept the credentials for the bucket fleet-state: said S3/,
    /its session token must belong together/,
  ],
  [
    "HeadBucket",
    thrown("RequestTimeTooSkewed", 403),
    "bucket-unreachable",
    /rejects every request for the bucket fleet-state from this runner/,
    /^set the clock/,
  ],
  [
    "CreateBucket",
    thrown("IllegalLocationConstraintException", 400),
    "bucket-not-created",
    /did not create the bucket fleet-state: said S3/,
    /^correct bucket or aws-region as S3 says/,
  ],
  [
    "CreateBucket",
    thrown("OptInRequired", 403),
    "bucket-not-created",
    /said S3/,
    /^finish the sign-up of account 111122223333, or enable eu-west-1/,
  ],
  [
    "HeadBucket",
    thrown("Forbidden", 403),
    "bucket-owned-by-other",
    /fleet-state cannot be read from account 111122223333/,
    /arn:aws-cn:s3:::fleet-state/,
  ],
  [
    "CreateBucket",
    thrown("BucketAlreadyExists", 409),
    "bucket-owned-by-other",
    /belongs to another account/,
    /another bucket name/,
  ],
  ["HeadBucket", ...IN_US_EAST_1],
  ["HeadBucket", ...elsewhere("PermanentRedirect", 301)],
  ["HeadBucket", ...elsewhere("TemporaryRedirect", 307)],
  ["read state", ...IN_US_EAST_1],
  [
    "record environment",
    said(
      "AuthorizationHeaderMalformed",
      400,
      "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-2'",
    ),
    "bucket-wrong-region",
    /is in us-east-2/,
    /set aws-region to us-east-2/,
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
    /with 400 Bad Request: said S3/,
    /credentials of the job, and the clock/,
  ],
  [
    "HeadBucket",
    thrown("ExpiredToken", 400),
    "credentials-expired",
    /the AWS session ended/,
    /last longer/,
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
    /allow the role s3:ListBucket on arn:aws-cn:s3:::fleet-state, and s3:GetObject on arn:aws-cn:s3:::fleet-state\/\*/,
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
  ["HeadBucket", thrown("TimeoutError", undefined), "bucket-unreachable", /said S3/, /network/],
  [
    "read state",
    thrown("SlowDown", 503),
    "bucket-unreachable",
    /did not serve the request to read the state in the bucket fleet-state: 503, said S3/,
    /^run the job again/,
  ],
  ["HeadBucket", thrown("InternalError", 500), "bucket-unreachable", /500, said S3/, /health\.aws/],
  [
    "change setting",
    thrown("NotImplemented", 501),
    "bucket-unreachable",
    /to change versioning of the bucket fleet-state: 501, said S3/,
    /this store does not support/,
  ],
  [
    "CreateBucket",
    thrown("TooManyBuckets", 400),
    "bucket-not-created",
    /as many buckets as its quota allows/,
    /raise the quota/,
  ],
  [
    "read state",
    thrown("RequestTimeTooSkewed", 403),
    "bucket-unreachable",
    /from this runner: said S3/,
    /^set the clock of the runner$/,
  ],
  [
    "read state",
    thrown("InvalidObjectState", 403),
    "state-unreadable",
    /is archived, so S3 cannot return it/,
    /restore-object/,
  ],
  [
    "read state",
    said("KMS.DisabledException", 400, "arn:aws:kms:eu-west-1:1:key/2 is disabled."),
    "state-unreadable",
    /the KMS key of the bucket fleet-state cannot be used: arn:aws:kms:\S+ is disabled/,
    /enable-key$/,
  ],
  [
    "read state",
    said("KMS.KMSInvalidStateException", 400, "arn:aws:kms:x:1:key/2 is pending deletion."),
    "state-unreadable",
    /is pending deletion/,
    /cancel-key-deletion/,
  ],
  [
    "read state",
    said(
      "AccessDenied",
      403,
      "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
    ),
    "state-unreadable",
    /refers to a customer master key/,
    /kms:Decrypt .* key's policy/,
  ],
  [
    "read state",
    said(
      "AccessDenied",
      400,
      "User: arn:aws:sts::1:assumed-role/plan/x is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
    ),
    "access-denied",
    /S3 refused to read state/,
    /^allow the role kms:Decrypt in the policy of the KMS key/,
  ],
  [
    "record environment",
    said("KMS.KMSInvalidStateException", 400, "arn:aws:kms:x:1:key/2 is pending import."),
    "state-unreadable",
    /pending import/,
    /key material/,
  ],
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
  test.each(KNOWN)("%s: %s has the reason %s", (operation, error, reason, message, fix) => {
    const setting = operation.endsWith("setting") ? "versioning" : undefined;
    const failure = bucketError(operation, bucket, error, setting);
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(message);
    expect(failure.fix).toMatch(fix);
  });

  test("every rule has a row in the table above", () => {
    const decisive = KNOWN.map(([operation, error]) => {
      const { $response } = error as { $response?: { headers?: Record<string, string> } };
      const named = $response?.headers?.["x-amz-bucket-region"];
      const actualRegion = named === bucket.region ? undefined : named;
      const failure = { ...observeSdkError("s3", error), operation, bucket, actualRegion };
      return RULES.find((rule) => matchFailure([rule], failure) !== undefined);
    });
    expect(RULES.filter((rule) => !decisive.includes(rule))).toStrictEqual([]);
  });
});

test("names the region of a bucket that answers from another region", () => {
  expect(wrongRegion(bucket, "eu-north-1")).toMatchObject({
    reason: "bucket-wrong-region",
    message: "the bucket fleet-state is in eu-north-1, but aws-region is eu-west-1",
  });
});
