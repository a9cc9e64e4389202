import { S3Client } from "@aws-sdk/client-s3";
import { codeOf } from "../../../lib/aws/sdk-error.ts";
import type { AwsSession } from "../../../lib/aws/session.ts";
import { doubling, retry } from "../../../lib/retry.ts";
import { bucketExists, createBucket } from "./create.ts";
import { bucketError } from "./failure.ts";
import type { Bucket } from "./failure.ts";
import { settingsOf } from "./settings.ts";
import type { Finding, Setting } from "./settings.ts";

export interface EnsuredBucket {
  /** Now. Not known of a bucket that is left alone, which counts as there. */
  exists: boolean;
  created: boolean;
  findings: Finding[];
}

/**
 * Makes sure that the state bucket exists and is safe (`ensure`), or finds how it differs (`check`). It only adds:
 * nothing is deleted, other statements and rules stay.
 * @throws ActionError `cancelled`, `bucket-owned-by-other`, `bucket-setting-refused` and those of create.ts
 */
export async function ensureBucket(
  name: string,
  kmsKeyId: string | undefined,
  mode: "ensure" | "check",
  session: AwsSession,
  cancelled: AbortSignal,
): Promise<EnsuredBucket> {
  const s3 = new S3Client(session.client);
  const { region, accountId, partition } = session;
  const bucket = { name, region, accountId, partition };
  cancelled.throwIfAborted();
  const exists = await bucketExists(s3, bucket);
  if (!exists && mode === "check") return { exists, created: false, findings: [] };
  const created = !exists && (await createBucket(s3, bucket, cancelled));
  const findings: Finding[] = [];
  for (const setting of settingsOf(s3, bucket, kmsKeyId))
    findings.push(await applySetting(setting, mode, bucket, cancelled));
  return { exists: true, created, findings };
}

/** Reads one setting and corrects it; a conflict with another run that does the same is tried again. */
async function applySetting(
  setting: Setting,
  mode: "ensure" | "check",
  bucket: Bucket,
  cancelled: AbortSignal,
): Promise<Finding> {
  try {
    return await retry(() => readAndRepair(setting, mode, cancelled), {
      attempts: 5,
      delay: doubling(300),
      signal: cancelled,
      // A new bucket is not known everywhere at once, and S3 refuses two changes at the same moment.
      isTransient: (error) => ["OperationAborted", "NoSuchBucket"].includes(codeOf(error)),
    });
  } catch (error) {
    cancelled.throwIfAborted();
    const operation = mode === "check" ? "read setting" : "change setting";
    throw bucketError(operation, bucket, error, setting.name);
  }
}

async function readAndRepair(
  { name, wanted, read }: Setting,
  mode: "ensure" | "check",
  cancelled: AbortSignal,
): Promise<Finding> {
  cancelled.throwIfAborted();
  const { found, repair } = await read();
  if (repair === undefined) return { setting: name, wanted, found, result: "kept" };
  if (mode === "check") return { setting: name, wanted, found, result: "differs" };
  cancelled.throwIfAborted();
  await repair();
  return { setting: name, wanted, found, result: "changed" };
}
