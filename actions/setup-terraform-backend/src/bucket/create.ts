import { CreateBucketCommand, HeadBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { BucketLocationConstraint, S3Client } from "@aws-sdk/client-s3";
import { NEW_BUCKET_NAME } from "../../../lib/aws/input-types.ts";
import { codeOf, observeSdkError } from "../../../lib/aws/sdk-error.ts";
import { doubling, retry } from "../../../lib/retry.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { bucketError, wrongRegion } from "./failure.ts";
import type { Bucket } from "./failure.ts";

/**
 * Returns whether the bucket exists, in this account and region.
 * @throws ActionError `bucket-owned-by-other`, `bucket-wrong-region`, `bucket-unreachable`
 */
export async function bucketExists(s3: S3Client, bucket: Bucket): Promise<boolean> {
  const region = await regionOf(s3, bucket);
  if (region !== undefined && region !== bucket.region) throw wrongRegion(bucket, region);
  return region !== undefined;
}

/** Returns the region of the bucket; undefined if there is no such bucket. */
async function regionOf(s3: S3Client, bucket: Bucket): Promise<string | undefined> {
  try {
    const { BucketRegion = bucket.region } = await s3.send(
      new HeadBucketCommand({ Bucket: bucket.name, ExpectedBucketOwner: bucket.accountId }),
    );
    return BucketRegion;
  } catch (error) {
    const { status } = observeSdkError("s3", error);
    if (status === 404) return undefined;
    if (status === 403)
      throw bucketError("HeadBucket", bucket, await findReason(s3, bucket, error));
    throw bucketError(
      "HeadBucket",
      bucket,
      status === 400 ? await readRefusal(s3, bucket, error) : error,
    );
  }
}

/**
 * Finds the cause of a 403 of HeadBucket, which has no text. If S3 answers when the owner is not checked, the bucket
 * has another owner. Otherwise S3 refuses a listing with a sentence that gives the cause: whose policy it was, the
 * clock, the key.
 */
async function findReason(s3: S3Client, bucket: Bucket, error: unknown): Promise<unknown> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket.name }));
    return new OtherOwner(`the bucket ${bucket.name} belongs to another account`);
  } catch {
    return readRefusal(s3, bucket, error);
  }
}

/** Returns the refusal with S3's words: the answer to a listing has a text, the answer to HeadBucket has none. */
async function readRefusal(s3: S3Client, bucket: Bucket, error: unknown): Promise<unknown> {
  const owner = { ExpectedBucketOwner: bucket.accountId };
  return s3.send(new ListObjectsV2Command({ Bucket: bucket.name, MaxKeys: 0, ...owner })).then(
    () => error,
    (refused: unknown) => refused,
  );
}

/** The bucket exists and this role may read it, but it is not in the account of the session. */
class OtherOwner extends Error {
  override readonly name = "OtherOwner";
}

/**
 * Creates the bucket. If two runs do this at once, the second run finds it.
 * @returns true if this call created the bucket
 * @throws ActionError `bucket-not-created`, `cancelled`, and the errors of `bucketExists`
 */
export async function createBucket(
  s3: S3Client,
  bucket: Bucket,
  cancelled: AbortSignal,
): Promise<boolean> {
  refuseOldName(bucket);
  const location = locationConstraint(bucket.region) as BucketLocationConstraint | undefined;
  const command = new CreateBucketCommand({
    Bucket: bucket.name,
    ObjectOwnership: "BucketOwnerEnforced",
    ...(location && { CreateBucketConfiguration: { LocationConstraint: location } }),
  });
  try {
    return await retry(
      async (attempt) => {
        if (attempt > 1 && (await bucketExists(s3, bucket))) return false;
        cancelled.throwIfAborted();
        await s3.send(command);
        return true;
      },
      {
        attempts: 6,
        delay: doubling(500),
        signal: cancelled,
        // Another run is creating or deleting a bucket of this name at this moment.
        isTransient: (error) => codeOf(error) === "OperationAborted",
      },
    );
  } catch (error) {
    cancelled.throwIfAborted();
    if (error instanceof ActionError) throw error;
    if (codeOf(error) === "BucketAlreadyOwnedByYou") return false;
    throw bucketError("CreateBucket", bucket, error);
  }
}

/**
 * Refuses a name in the style from before 2018, which only existing buckets can have.
 * @throws ActionError `bucket-not-created`
 */
function refuseOldName({ name }: Bucket): void {
  if (NEW_BUCKET_NAME.test(name)) return;
  throw new ActionError({
    reason: "bucket-not-created",
    message: `the bucket ${name} does not exist, and S3 does not allow this name for a new bucket`,
    fix: "correct the input bucket; the name of a new one has 3 to 63 lower-case letters, digits, dots and hyphens, for example fleet-dev-terraform-state",
  });
}

/** Returns the location constraint of a new bucket. A bucket in us-east-1 has none, and S3 refuses one there. */
export const locationConstraint = (region: string): string | undefined =>
  region === "us-east-1" ? undefined : region;
