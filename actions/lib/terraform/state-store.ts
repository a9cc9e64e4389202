import { readFile } from "node:fs/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { encryptionOf } from "../aws/object-encryption.ts";
import { messageOf } from "../runtime/errors.ts";
import { backendClient } from "./backend-identity.ts";
import type { Opened } from "./backend-identity.ts";
import type { S3Backend } from "./backend.ts";
import { heldLock } from "./lock-info.ts";
import type { LockInfo } from "./lock-info.ts";

/**
 * Reads the lock file next to a state; undefined = there is none.
 * @throws Error if S3 refuses
 */
export async function readLockFile(
  backend: S3Backend,
  opened: Opened,
): Promise<LockInfo | undefined> {
  const object = { Bucket: backend.bucket, Key: `${backend.key}.tflock` };
  try {
    const answer = await openS3(backend, opened).send(new GetObjectCommand(object));
    return heldLock((await answer.Body?.transformToString()) ?? "");
  } catch (error) {
    if ((error as Error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

/**
 * Puts a state next to the real one. It never overwrites the real state or another one.
 * @returns its address
 * @throws Error if S3 refuses
 */
export async function putBeside(
  backend: S3Backend,
  opened: Opened,
  file: string,
  run: string,
): Promise<string> {
  const Key = `errored/${run}/${backend.key}`;
  const Body = await readFile(file);
  const object = { Bucket: backend.bucket, Key, Body, ContentType: "application/json" };
  try {
    const s3 = openS3(backend, opened);
    const how = encryptionOf(backend.encryption);
    await s3.send(new PutObjectCommand({ ...object, ...how, IfNoneMatch: "*" }));
  } catch (error) {
    throw new Error(`s3://${backend.bucket}/${Key}: ${messageOf(error)}`, { cause: error });
  }
  return `s3://${backend.bucket}/${Key}`;
}

/** Opens S3 for the state's bucket, with the credentials that terraform itself has. */
export function openS3(backend: S3Backend, opened: Opened): S3Client {
  const endpoint = backend.endpoints.s3;
  return new S3Client({
    ...backendClient(backend, opened),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}
