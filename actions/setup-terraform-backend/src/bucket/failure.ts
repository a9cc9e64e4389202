import { explainPolicy, permissionFix } from "../../../lib/aws/refusal.ts";
import { observeSdkError } from "../../../lib/aws/sdk-error.ts";
import { matchFailure, rulesOf } from "../../../lib/match-failure.ts";
import type { FailureRule, ObservedFailure } from "../../../lib/match-failure.ts";
import { KEY_AND_CLOCK_RULES } from "./key-failure.ts";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";

export interface Bucket {
  name: string;
  region: string;
  /** The account that must own the bucket: S3 checks this on every call. */
  accountId: string;
  partition: string;
}

/**
 * The request to S3: whether the bucket exists, to create it, to read or change one of its settings, to read the state
 * or the record next to it, or to write that record.
 */
export type BucketOperation =
  | "HeadBucket"
  | "CreateBucket"
  | "read setting"
  | "change setting"
  | "read state"
  | "record environment";

interface BucketFailure extends ObservedFailure {
  operation: BucketOperation;
  bucket: Bucket;
  /** Name of the setting, for the operations on settings. */
  setting?: string | undefined;
  /** The bucket's region, if S3 says that it is not the region of the request. */
  actualRegion?: string | undefined;
}

const arnOf = ({ name, partition }: Bucket): string => `arn:${partition}:s3:::${name}`;

/** What was requested, followed by the setting or the bucket's name. */
const WORK: Readonly<Record<BucketOperation, string>> = {
  HeadBucket: "find the bucket",
  CreateBucket: "create the bucket",
  "read setting": "read",
  "change setting": "change",
  "read state": "read the state in the bucket",
  "record environment": "record the environment in the bucket",
};

function creationFix({ bucket, status, code = "", summary }: BucketFailure): string {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  if (/^(?:OptInRequired|NotSignedUp)$/.test(code))
    return `finish the sign-up of account ${bucket.accountId}, or enable ${bucket.region} there`;
  if (status !== 403) return "correct bucket or aws-region as S3 says, then run the job again";
  const allow = `allow the role s3:CreateBucket on ${arnOf(bucket)}, or create the bucket yourself, once`;
  return permissionFix(summary, allow);
}

/** Matches the codes for a missing permission, and the SDK's own code for an answer to HEAD, which has no code. */
const DENIED = /^(?:AccessDenied\w*|Forbidden|Unknown(?:Error)?|403)$/;

export const RULES: readonly FailureRule<BucketFailure>[] = [
  ...KEY_AND_CLOCK_RULES,
  ...rulesOf<BucketFailure>("s3", [
    {
      when: { operation: /^HeadBucket$/, code: /^OtherOwner$/ },
      reason: "bucket-owned-by-other",
      message: ({ bucket: { name, accountId } }) =>
        `the bucket ${name} belongs to another account than ${accountId}, although this role may read it`,
      fix: "set `backend-mode: off` when a central account manages the state buckets, or let the backend assume a role of that account (`assume_role` in backend-config)",
    },
    {
      // S3 names the policy only to callers of the bucket's account or organization:
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
      when: { operation: /^HeadBucket$/, summary: /explicit deny|because no [\w -]+ allows/i },
      reason: "bucket-unreachable",
      message: ({ bucket: { name }, summary }) =>
        `this role is denied access to the bucket ${name}: ${summary}`,
      fix: ({ summary }) =>
        permissionFix(summary, "ask the owner of the policy that the message names"),
    },
    {
      when: { operation: /^HeadBucket$/, status: /^403$/, code: DENIED },
      reason: "bucket-owned-by-other",
      message: ({ bucket: { name, accountId } }) =>
        `the bucket ${name} cannot be read from account ${accountId}: it belongs to another account, or this role may not see it`,
      fix: ({ bucket }) =>
        `if the bucket already has the state, allow the role s3:ListBucket on ${arnOf(bucket)}. Choose another bucket name (names are unique in all of AWS) only for a new environment, because a new bucket has no state`,
    },
    {
      when: { operation: /^CreateBucket$/, code: /^BucketAlreadyExists$/ },
      reason: "bucket-owned-by-other",
      message: ({ bucket: { name, accountId } }) =>
        `the bucket ${name} belongs to another account than ${accountId}`,
      fix: "choose another bucket name (names are unique in all of AWS), or give the name of the bucket that has the state",
    },
    {
      when: [{ status: /^30[17]$/ }, { actualRegion: /./ }],
      reason: "bucket-wrong-region",
      message: ({ bucket: { name, region }, actualRegion = "another region" }) =>
        `the bucket ${name} is in ${actualRegion}, but aws-region is ${region}`,
      fix: ({ actualRegion = "the bucket's region" }) =>
        `set aws-region to ${actualRegion}, or choose another bucket name`,
    },
    {
      when: { code: /^(?:ExpiredToken|TokenRefreshRequired)$/ },
      reason: "credentials-expired",
      message: ({ bucket: { name }, summary }) =>
        `the AWS session ended before the bucket ${name} was checked: ${summary}`,
      fix: "run the job again, with role-arn or with credentials that last longer",
    },
    {
      when: { code: /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken)$/ },
      reason: "bucket-unreachable",
      message: ({ bucket: { name }, summary }) =>
        `S3 does not accept the credentials for the bucket ${name}: ${summary}`,
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
      fix: ({ code, bucket: { region } }) =>
        `check the credentials of the job: the key, its secret and its session token must belong together, and to this partition of AWS${code === "InvalidToken" ? `; the account must have enabled ${region}, and a token for a region that is not enabled by default must come from a regional endpoint of STS` : ""}`,
    },
    {
      when: { operation: /^HeadBucket$/, status: /^40[03]$/ },
      reason: "bucket-unreachable",
      message: ({ bucket: { name }, status = 0, summary }) =>
        `S3 answered the request for the bucket ${name} with ${status === 400 ? "400 Bad Request" : status}: ${summary}`,
      fix: "correct what S3 names; if S3 gives no reason, check the credentials of the job, and the clock and the proxy of the runner",
    },
    {
      when: [{ status: /^(?:408|429|5\d\d)$/ }, { code: /^RequestTimeout/ }],
      reason: "bucket-unreachable",
      message: ({ operation, bucket: { name }, setting = "", status = 0, summary }) =>
        `S3 did not serve the request to ${WORK[operation]} ${setting}${setting === "" ? "" : " of the bucket "}${name}: ${status}, ${summary}`,
      fix: ({ status }) =>
        status === 501
          ? "this store does not support the request: use `backend-mode: off`, and manage the bucket yourself"
          : "run the job again; https://health.aws.amazon.com shows whether S3 has an incident",
    },
    {
      when: { operation: /^HeadBucket$/ },
      reason: "bucket-unreachable",
      message: ({ bucket: { name }, summary }) =>
        `S3 did not say whether the bucket ${name} exists: ${summary}`,
      fix: "check the network of the runner, then run the job again",
    },
    {
      when: { operation: /^CreateBucket$/, code: /^OperationAborted$/ },
      reason: "bucket-not-created",
      message: ({ bucket: { name }, summary }) =>
        `the name ${name} is not free yet, or another run is creating the bucket: ${summary}`,
      fix: "run the job again: S3 frees the name of a deleted bucket within the hour; a new environment can use another name",
    },
    {
      when: { operation: /^CreateBucket$/, code: /^TooManyBuckets$/ },
      reason: "bucket-not-created",
      message: ({ bucket: { accountId }, summary }) =>
        `account ${accountId} has as many buckets as its quota allows: ${summary}`,
      fix: "raise the quota of general purpose buckets (Service Quotas, in us-east-1), delete a bucket, or use an existing one: several environments can keep their states in one bucket, under different keys",
    },
    {
      when: { operation: /^CreateBucket$/ },
      reason: "bucket-not-created",
      message: ({ bucket: { name }, summary }) =>
        `S3 did not create the bucket ${name}: ${summary}`,
      fix: creationFix,
    },
    {
      when: { operation: /setting$/, code: /^NoSuchBucket$/ },
      reason: "bucket-missing",
      message: ({ bucket: { name } }) =>
        `the bucket ${name} existed a moment ago, but S3 no longer finds it`,
      fix: "run the job again; if it happens every time, another run or a clean-up job deletes the bucket",
    },
    {
      when: { operation: /^(?<verb>read|change) setting$/, status: /^4(?!0[13])/ },
      reason: "bucket-setting-refused",
      message: ({ setting = "", summary }, { verb = "" }) =>
        `S3 did not ${verb} ${setting} of the bucket: ${summary}`,
      fix: "correct what S3 names, or use `backend-mode: off` if somebody else manages the bucket",
    },
    {
      when: { operation: /^(?<verb>read|change) setting$/, status: /^4/ },
      reason: "bucket-setting-refused",
      message: ({ setting = "", summary }, { verb = "" }) =>
        `S3 refused to ${verb} ${setting} of the bucket: ${summary}`,
      fix: ({ summary }) =>
        explainPolicy(summary) ??
        "give the role the policy statement from the action's README, or use `backend-mode: off` if somebody else manages the bucket",
    },
    {
      when: { operation: /^(?<verb>read|change) setting$/ },
      reason: "bucket-unreachable",
      message: ({ setting = "", bucket: { name }, summary }, { verb = "" }) =>
        `S3 gave no answer to the request to ${verb} ${setting} of the bucket ${name}: ${summary}`,
      fix: "check the network and the proxy of the runner, then run the job again",
    },
    {
      when: [
        { operation: /^(?:read state|record environment)$/, status: /^403$/ },
        // The status of a failure of KMS is 400.
        { operation: /^(?:read state|record environment)$/, code: /^AccessDenied/ },
      ],
      reason: "access-denied",
      message: ({ operation, bucket: { name }, summary }) =>
        `S3 refused to ${operation} in the bucket ${name}: ${summary}`,
      fix: ({ bucket, operation, summary }) =>
        permissionFix(
          summary,
          `allow the role s3:ListBucket on ${arnOf(bucket)}, and ${operation === "read state" ? "s3:GetObject" : "s3:PutObject"} on ${arnOf(bucket)}/*`,
        ),
    },
    {
      when: { operation: /^record environment$/, code: /^NoSuchBucket$/ },
      reason: "bucket-missing",
      message: ({ bucket: { name, accountId } }) =>
        `the bucket ${name} does not exist in account ${accountId}`,
      fix: () => "use `backend-mode: ensure`, which creates it, or correct the bucket's name",
    },
    {
      when: { operation: /^(?:read state|record environment)$/ },
      reason: "bucket-unreachable",
      message: ({ operation, bucket: { name }, summary }) =>
        `S3 did not ${operation} in the bucket ${name}: ${summary}`,
      fix: "check the network of the runner, then run the job again",
    },
  ]),
];

/** Returns S3's answer, or a missing answer, as an action error. */
export function bucketError(
  operation: BucketOperation,
  bucket: Bucket,
  error: unknown,
  setting?: string,
): ActionError {
  // The error is about the credentials: nothing was sent to S3.
  if (error instanceof ActionError) return error;
  const named = namedRegion(error);
  const actualRegion = named === bucket.region ? undefined : named;
  const observed = observeSdkError("s3", error);
  return toActionError({ ...observed, operation, bucket, setting, actualRegion }, error);
}

/** Returns the region of the bucket, if S3 names it in a header or in its sentence. */
function namedRegion(error: unknown): string | undefined {
  const { $response } = error as { $response?: { headers?: Record<string, string> } };
  const header = $response?.headers?.["x-amz-bucket-region"];
  return header || /\bregion '[^']*' is wrong; expecting '([^']+)'/.exec(messageOf(error))?.[1];
}

/**
 * Returns the error for a bucket in another region: S3 answers requests from other regions too, and names the bucket's
 * region.
 */
export const wrongRegion = (bucket: Bucket, actualRegion: string): ActionError =>
  toActionError({
    origin: "s3",
    operation: "HeadBucket",
    status: 200,
    summary: "",
    bucket,
    actualRegion,
  });

function toActionError(failure: BucketFailure, cause?: unknown): ActionError {
  const { operation, summary } = failure;
  const known = matchFailure(RULES, failure);
  if (known === undefined) throw new Error(`no rule for ${operation}: ${summary}`);
  return new ActionError({ ...known, message: known.message ?? summary, cause });
}
