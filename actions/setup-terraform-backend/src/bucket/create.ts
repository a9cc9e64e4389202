import { setTimeout as delay } from "node:timers/promises";
import { CreateBucketCommand, HeadBucketCommand } from "@aws-sdk/client-s3";
import type { BucketLocationConstraint, S3Client } from "@aws-sdk/client-s3";
import { messageOf, serviceError, userError } from "../../../lib/runtime/errors.ts";
import { locationConstraint } from "./settings.ts";

export interface Bucket {
  name: string;
  region: string;
  /** The account that must own it: checked by S3 on every call. */
  accountId: string;
  partition: string;
}

const TRIES = 6;
const FIRST_WAIT = 500;

/** What S3 says in an error. */
interface Refused {
  name?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

/**
 * Whether the bucket is there, in this account and region.
 * @throws ActionError `bucket-owned-by-other`, `bucket-wrong-region`, `bucket-unreachable`
 */
export async function bucketExists(s3: S3Client, bucket: Bucket): Promise<boolean> {
  try {
    const { BucketRegion: region = bucket.region } = await s3.send(
      new HeadBucketCommand({ Bucket: bucket.name, ExpectedBucketOwner: bucket.accountId }),
    );
    if (region !== bucket.region) throw wrongRegion(bucket, region);
    return true;
  } catch (error) {
    const { $metadata, $response } = error as Refused;
    switch ($metadata?.httpStatusCode) {
      case 404:
        return false;
      case 403:
        throw ownedByOther(bucket, error);
      case 301:
      case 400:
        throw wrongRegion(bucket, $response?.headers?.["x-amz-bucket-region"] ?? "another region");
      case undefined:
        if ((error as { reason?: string }).reason !== undefined) throw error;
        throw unreachable(bucket, error);
      default:
        throw unreachable(bucket, error);
    }
  }
}

/**
 * Creates the bucket; true when this call made it. Two runs may do it at once: the one that comes second finds it made.
 * @throws ActionError as `bucketExists`
 */
export async function createBucket(s3: S3Client, bucket: Bucket): Promise<boolean> {
  const location = locationConstraint(bucket.region) as BucketLocationConstraint | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await s3.send(
        new CreateBucketCommand({
          Bucket: bucket.name,
          ObjectOwnership: "BucketOwnerEnforced",
          ...(location && { CreateBucketConfiguration: { LocationConstraint: location } }),
        }),
      );
      return true;
    } catch (error) {
      const { name } = error as Refused;
      if (name === "BucketAlreadyOwnedByYou") return false;
      if (name === "BucketAlreadyExists") throw ownedByOther(bucket, error);
      // Another run is creating or deleting a bucket of this name at this moment.
      if (name !== "OperationAborted" || attempt >= TRIES) throw notCreated(bucket, error);
      await delay(FIRST_WAIT * 2 ** (attempt - 1));
      if (await bucketExists(s3, bucket)) return false;
    }
  }
}

const ownedByOther = ({ name, accountId }: Bucket, cause: unknown) =>
  userError({
    reason: "bucket-owned-by-other",
    message: `the bucket ${name} is not open to account ${accountId}: it belongs to another account, or this role may not see it`,
    fix: `choose another bucket name (names are unique in all of AWS), or allow s3:ListBucket on arn:aws:s3:::${name} to the role`,
    cause,
  });

const wrongRegion = ({ name, region }: Bucket, found: string) =>
  userError({
    reason: "bucket-wrong-region",
    message: `the bucket ${name} is in ${found}, aws-region is ${region}`,
    fix: `set aws-region to ${found}, or choose another bucket name`,
  });

const unreachable = ({ name }: Bucket, cause: unknown) =>
  serviceError({
    reason: "bucket-unreachable",
    message: `S3 did not tell about the bucket ${name}: ${messageOf(cause)}`,
    fix: "check the network of the runner, then run the job again",
    cause,
  });

const notCreated = ({ name }: Bucket, cause: unknown) =>
  serviceError({
    reason: "bucket-not-created",
    message: `S3 did not create the bucket ${name}: ${messageOf(cause)}`,
    fix: `allow s3:CreateBucket on arn:aws:s3:::${name} to the role, or create the bucket once by other means`,
    cause,
  });
