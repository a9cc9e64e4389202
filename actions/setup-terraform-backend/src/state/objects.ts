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
  /** Whether the bucket has to belong to the account of the session. One that is left alone may be a central one. */
  own: boolean;
  /** What is written is encrypted so, as the state is; undefined = it is up to the bucket. */
  encryption?: Encryption | undefined;
}

/**
 * The key of the object that holds the state of a Terraform workspace.
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

/** The refusal in words: the answer to a GET has a text, that to a HEAD has none. */
const readRefusal = (open: OpenBucket, key: string, error: unknown): Promise<unknown> =>
  open.s3.send(new GetObjectCommand({ ...objectOf(open, key), Range: "bytes=0-0" })).then(
    () => error,
    (refused: unknown) => refused,
  );

/** What stands beside a state and says whose it is. Terraform never touches it. */
const recordKey = (key: string): string => `${key}.environment`;

/**
 * The environment that is recorded beside a state; undefined when none is.
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

/** What is broken was not written by this action, so it names nobody. */
function parseRecord(text: string): string | undefined {
  const environment = readJsonObject(text)?.["environment"];
  return typeof environment === "string" ? environment : undefined;
}

/**
 * Records the environment beside a state, unless another run has done it at this moment.
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
    // 409: another conditional write of the same object is under way.
    if (["PreconditionFailed", "ConditionalRequestConflict"].includes(codeOf(error))) return false;
    throw bucketError("record environment", open.bucket, error);
  }
}

const objectOf = ({ bucket, own }: OpenBucket, key: string) => ({
  Bucket: bucket.name,
  Key: key,
  ...(own && { ExpectedBucketOwner: bucket.accountId }),
});
