import { readFile } from "node:fs/promises";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { roleProvider } from "../aws/assume-role.ts";
import { ProxyHandler } from "../aws/proxy.ts";
import { messageOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/job.ts";
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

/** S3 at the state's bucket, with the credentials that terraform itself has. */
export function openS3({ region, endpoint }: S3Backend, { environment, job }: Opened): S3Client {
  const base = { region, requestHandler: new ProxyHandler() };
  const credentials = credentialsOf(environment, base, job);
  return new S3Client({
    ...base,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

/** The identity that terraform itself has; undefined: that of this process. */
function credentialsOf(
  environment: RootModule["environment"],
  base: Parameters<typeof roleProvider>[1],
  job: Job,
) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  const { AWS_ROLE_ARN: arn, AWS_WEB_IDENTITY_TOKEN_FILE: file } = environment;
  if (arn === undefined || file === undefined) return undefined;
  const role = { arn, sessionName: environment["AWS_ROLE_SESSION_NAME"] ?? "post", audience: "" };
  // The file that terraform reads holds a token of this job, and is renewed.
  return roleProvider(role, base, { ...job, idToken: () => readFile(file, "utf8") });
}
