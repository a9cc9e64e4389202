import { readFile } from "node:fs/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { s3Options } from "../aws/s3-client.ts";
import { messageOf } from "../runtime/errors.ts";
import type { S3Backend } from "./backend.ts";
import { heldLock } from "./lock-info.ts";
import type { LockInfo } from "./lock-info.ts";
import type { RootModule } from "./root-module.ts";

type Opened = Pick<RootModule, "environment" | "job">;

/**
 * Who holds the lock of a state: `none` when nobody does, `unknown` when it cannot be read or lies elsewhere.
 * @param opened what terraform runs with: its credentials are used
 */
export async function readLock(
  backend: S3Backend | undefined,
  opened: Opened,
): Promise<LockInfo | "none" | "unknown"> {
  if (backend?.lockFile !== true) return "unknown";
  const object = { Bucket: backend.bucket, Key: `${backend.key}.tflock` };
  try {
    const s3 = openS3(backend, opened);
    const answer = await s3.send(new GetObjectCommand(object));
    return heldLock((await answer.Body?.transformToString()) ?? "");
  } catch (error) {
    return (error as Error).name === "NoSuchKey" ? "none" : "unknown";
  }
}

/**
 * Puts a state beside the real one, never over it, and never over another one.
 * @returns its address
 * @throws Error when S3 refuses
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
    await s3.send(new PutObjectCommand({ ...object, IfNoneMatch: "*" }));
  } catch (error) {
    throw new Error(`s3://${backend.bucket}/${Key}: ${messageOf(error)}`, { cause: error });
  }
  return `s3://${backend.bucket}/${Key}`;
}

const openS3 = (backend: S3Backend, { environment, job }: Opened): S3Client =>
  new S3Client(s3Options(backend, environment, job));
