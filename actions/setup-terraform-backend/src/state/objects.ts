import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { encryptionOf } from "../../../lib/aws/object-encryption.ts";
import type { Encryption } from "../../../lib/aws/object-encryption.ts";
import { codeOf, observeSdkError } from "../../../lib/aws/sdk-error.ts";
import { readJsonObject } from "../../../lib/text/json.ts";
import { bucketError } from "../bucket/failure.ts";
import type { Bucket } from "../bucket/failure.ts";

/** A bucket, and the client that reads it. */
export interface OpenBucket {
  s3: S3Client;
  bucket: Bucket;
  /** Whether the bucket must belong to the account of the session. A bucket that is left alone may be a central one. */
  own: boolean;
  /** How objects are encrypted that this action writes, the same as the state; undefined = the bucket decides. */
  encryption?: Encryption | undefined;
}

/**
 * Returns the key of the object that holds the state of a Terraform workspace.
 * https://developer.hashicorp.com/terraform/language/backend/s3#workspace_key_prefix
 */
export const stateKey = (key: string, workspace: string): string =>
  workspace === "default" ? key : `env:/${workspace}/${key}`;

/** @throws ActionError `access-denied`, `bucket-unreachable` */
export async function stateExists(open: OpenBucket, key: string): Promise<boolean> {
  try {
    await open.s3.send(new HeadObjectCommand(objectOf(open, key)));
    return true;
  } catch (error) {
    const { status } = observeSdkError("s3", error);
    if (status === 404) return false;
    throw bucketError(
      "read state",
      open.bucket,
      status === 403 || status === 400 ? await readRefusal(open, key, error) : error,
    );
  }
}

/** Returns the refusal with S3's words: the answer to a GET has a text, the answer to a HEAD has none. */
const readRefusal = (open: OpenBucket, key: string, error: unknown): Promise<unknown> =>
  open.s3.send(new GetObjectCommand({ ...objectOf(open, key), Range: "bytes=0-0" })).then(
    () => error,
    (refused: unknown) => refused,
  );

/** Returns the key of the object next to a state that records whose state it is. Terraform never touches it. */
const recordKey = (key: string): string => `${key}.environment`;

/**
 * Reads the environment that is recorded next to a state; undefined if none is recorded.
 * @throws ActionError `access-denied`, `bucket-unreachable`
 */
export async function readEnvironment(open: OpenBucket, key: string): Promise<string | undefined> {
  try {
    const { Body } = await open.s3.send(new GetObjectCommand(objectOf(open, recordKey(key))));
    return parseRecord((await Body?.transformToString()) ?? "");
  } catch (error) {
    if (observeSdkError("s3", error).status === 404) return undefined;
    throw bucketError("read state", open.bucket, error);
  }
}

/** Returns the environment in a record. A broken record was not written by this action, so it names no environment. */
function parseRecord(text: string): string | undefined {
  const environment = readJsonObject(text)?.["environment"];
  return typeof environment === "string" ? environment : undefined;
}

/**
 * Records the environment next to a state, unless another run does it at this moment.
 * @returns whether this call recorded it
 * @throws ActionError `access-denied`, `bucket-missing`, `bucket-unreachable`
 */
export async function recordEnvironment(
  open: OpenBucket,
  key: string,
  environment: string,
): Promise<boolean> {
  try {
    const Body = `${JSON.stringify({ schema: 1, environment })}\n`;
    const object = { ...objectOf(open, recordKey(key)), Body, ContentType: "application/json" };
    const how = encryptionOf(open.encryption);
    await open.s3.send(new PutObjectCommand({ ...object, ...how, IfNoneMatch: "*" }));
    return true;
  } catch (error) {
    // 409: another conditional write of the same object is in progress.
    if (["PreconditionFailed", "ConditionalRequestConflict"].includes(codeOf(error))) return false;
    throw bucketError("record environment", open.bucket, error);
  }
}

const objectOf = ({ bucket, own }: OpenBucket, key: string) => ({
  Bucket: bucket.name,
  Key: key,
  ...(own && { ExpectedBucketOwner: bucket.accountId }),
});
