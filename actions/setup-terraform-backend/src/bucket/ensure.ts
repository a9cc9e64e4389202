import type { Encryption } from "../../../lib/aws/object-encryption.ts";
import { codeOf } from "../../../lib/aws/sdk-error.ts";
import type { AwsSession } from "../../../lib/aws/session.ts";
import { doubling, retry } from "../../../lib/retry.ts";
import { messageOf } from "../../../lib/runtime/errors.ts";
import { openS3 } from "./client.ts";
import { bucketExists, createBucket } from "./create.ts";
import { bucketEncryption } from "./encryption.ts";
import { bucketError } from "./failure.ts";
import type { Bucket, BucketOperation } from "./failure.ts";
import { ownedBucket, settingsOf } from "./settings.ts";
import { isSettingImpossible } from "./setting-impossible.ts";
import type { Finding, Setting } from "./setting.ts";

export interface EnsuredBucket {
  /** Whether the bucket exists now. This is not known of a bucket that is left alone, which counts as existing. */
  exists: boolean;
  created: boolean;
  findings: Finding[];
  /** How the bucket encrypts what is written without an encryption argument; undefined = not known. */
  encryption: Encryption | undefined;
}

export interface WantedBucket {
  name: string;
  /** Undefined = keep whatever encrypts the bucket. */
  kmsKeyId: string | undefined;
  /** Key of the state's object. */
  stateKey: string;
}

/**
 * Makes sure that the state bucket exists and is safe (`ensure`), or finds how it differs (`check`). It only adds:
 * nothing is deleted, and other statements and rules stay. If S3 cannot take a setting on this bucket, or somebody
 * else's rule decides about a setting, the finding is `differs` with the cause. Everything else is an error: a
 * permission that the role lacks, a bucket that is gone, no answer.
 * @throws ActionError `cancelled`, `bucket-owned-by-other`, `bucket-setting-refused` and the errors of create.ts
 */
export async function ensureBucket(
  wanted: WantedBucket,
  mode: "ensure" | "check",
  session: AwsSession,
  cancelled: AbortSignal,
): Promise<EnsuredBucket> {
  const s3 = openS3(session);
  const { region, accountId, partition } = session;
  const { name, kmsKeyId } = wanted;
  const bucket = { name, region, accountId, partition };
  cancelled.throwIfAborted();
  const exists = await bucketExists(s3, bucket);
  if (!exists && mode === "check")
    return { exists, created: false, findings: [], encryption: undefined };
  const created = !exists && (await createBucket(s3, bucket, cancelled));
  const findings: Finding[] = [];
  for (const setting of settingsOf(s3, bucket, wanted))
    findings.push(await applySetting(setting, mode, bucket, cancelled));
  const encryption =
    kmsKeyId === undefined ? await bucketEncryption(s3, ownedBucket(bucket)) : { kmsKeyId };
  return { exists: true, created, findings, encryption };
}

/** Reads one setting and corrects it. A conflict with another run that does the same is tried again. */
async function applySetting(
  { name, wanted, read }: Setting,
  mode: "ensure" | "check",
  bucket: Bucket,
  cancelled: AbortSignal,
): Promise<Finding> {
  const progress = { operation: "read setting" as BucketOperation, found: "" };
  const result = (of: Finding["result"]): Finding => ({
    setting: name,
    wanted,
    found: progress.found,
    result: of,
  });
  // The setting is read again before each attempt: another run may have changed it.
  const readAndRepair = async (): Promise<Finding> => {
    cancelled.throwIfAborted();
    progress.operation = "read setting";
    const { found, repair, cause } = await read();
    progress.found = found;
    if (cause !== undefined) return { ...result("differs"), cause };
    if (repair === undefined) return result("kept");
    if (mode === "check") return result("differs");
    cancelled.throwIfAborted();
    progress.operation = "change setting";
    await repair();
    return result("changed");
  };
  try {
    return await retry(readAndRepair, {
      attempts: 5,
      delay: doubling(300),
      signal: cancelled,
      // A new bucket is not known everywhere at once, and S3 refuses two changes at the same moment.
      isTransient: (error) => ["OperationAborted", "NoSuchBucket"].includes(codeOf(error)),
    });
  } catch (error) {
    cancelled.throwIfAborted();
    if (progress.operation === "change setting" && isSettingImpossible(error))
      return { ...result("differs"), cause: messageOf(error) };
    throw bucketError(progress.operation, bucket, error, name);
  }
}
