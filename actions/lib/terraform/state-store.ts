import { readFile } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { messageOf } from "../runtime/errors.ts";
import type { S3Backend } from "./backend.ts";
import { heldLock } from "./lock-info.ts";
import type { LockInfo } from "./lock-info.ts";

type Environment = Readonly<Record<string, string>>;

/**
 * Who holds the lock of a state: `none` when nobody does, `unknown` when it cannot be read or lies elsewhere.
 * @param environment of terraform, with its credentials
 */
export async function readLock(
  backend: S3Backend | undefined,
  environment: Environment,
): Promise<LockInfo | "none" | "unknown"> {
  if (backend?.lockFile !== true) return "unknown";
  const object = { Bucket: backend.bucket, Key: `${backend.key}.tflock` };
  try {
    const { GetObjectCommand } = await loadSdk();
    const s3 = await openS3(backend, environment);
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
  environment: Environment,
  file: string,
  run: string,
): Promise<string> {
  const Key = `errored/${run}/${backend.key}`;
  const Body = await readFile(file);
  const object = { Bucket: backend.bucket, Key, Body, ContentType: "application/json" };
  try {
    const { PutObjectCommand } = await loadSdk();
    const s3 = await openS3(backend, environment);
    await s3.send(new PutObjectCommand({ ...object, IfNoneMatch: "*" }));
  } catch (error) {
    throw new Error(`s3://${backend.bucket}/${Key}: ${messageOf(error)}`, { cause: error });
  }
  return `s3://${backend.bucket}/${Key}`;
}

/** A part of its own beside the bundle: only the post step of an interrupted run reads it. */
const loadSdk = () => import("@aws-sdk/client-s3");

async function openS3(
  { region, endpoint }: S3Backend,
  environment: Environment,
): Promise<S3Client> {
  const { S3Client } = await loadSdk();
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : {
          credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
        }),
  });
}
