import {
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { PublicAccessBlockConfiguration, S3Client } from "@aws-sdk/client-s3";
import type { Policy } from "./policy.ts";

/** A bucket and the account that must own it: S3 checks the owner on every call. */
export interface OwnedBucket {
  Bucket: string;
  ExpectedBucketOwner: string;
}

/** Returns Enabled or Suspended; undefined if versioning was never switched on. */
export const readVersioning = async (
  s3: S3Client,
  bucket: OwnedBucket,
): Promise<string | undefined> => (await s3.send(new GetBucketVersioningCommand(bucket))).Status;

export async function readPublicAccessBlock(
  s3: S3Client,
  bucket: OwnedBucket,
): Promise<PublicAccessBlockConfiguration> {
  const answer = await unlessMissing(s3.send(new GetPublicAccessBlockCommand(bucket)));
  return answer?.PublicAccessBlockConfiguration ?? {};
}

export async function readOwnership(
  s3: S3Client,
  bucket: OwnedBucket,
): Promise<string | undefined> {
  const answer = await unlessMissing(s3.send(new GetBucketOwnershipControlsCommand(bucket)));
  return answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
}

export async function readPolicy(s3: S3Client, bucket: OwnedBucket): Promise<Policy | undefined> {
  const answer = await unlessMissing(s3.send(new GetBucketPolicyCommand(bucket)));
  return answer?.Policy === undefined ? undefined : (JSON.parse(answer.Policy) as Policy);
}

/**
 * Returns the answer, or undefined for a setting that was never set: S3 answers 404 with a code of its own for each
 * setting.
 */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404) return undefined;
    throw error;
  }
}
