import { setTimeout as delay } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import type { AwsSession } from "../../../lib/aws/session.ts";
import { messageOf, serviceError, userError } from "../../../lib/runtime/errors.ts";
import { settingsOf } from "./converge.ts";
import type { Setting } from "./converge.ts";
import { bucketExists, createBucket } from "./create.ts";
import type { Finding } from "./settings.ts";

export interface EnsuredBucket {
  created: boolean;
  findings: Finding[];
}

const TRIES = 5;
const FIRST_WAIT = 300;

/**
 * Makes sure that the state bucket exists and is safe (`ensure`), or tells how it differs (`check`). It only adds:
 * nothing is deleted, other statements and rules stay.
 * @throws ActionError `bucket-owned-by-other`, `bucket-missing`, `bucket-setting-refused` and those of create.ts
 */
export async function ensureBucket(
  name: string,
  kmsKeyId: string | undefined,
  mode: "ensure" | "check",
  session: AwsSession,
): Promise<EnsuredBucket> {
  const s3 = new S3Client(session.client);
  const { region, accountId, partition } = session;
  const bucket = { name, region, accountId, partition };
  const exists = await bucketExists(s3, bucket);
  if (!exists && mode === "check")
    throw userError({
      reason: "bucket-missing",
      message: `the bucket ${name} does not exist in account ${accountId}`,
      fix: "run once with `backend-mode: ensure`, or correct the bucket's name",
    });
  const created = !exists && (await createBucket(s3, bucket));
  const findings: Finding[] = [];
  for (const setting of settingsOf(s3, bucket, kmsKeyId))
    findings.push(await settle(setting, mode));
  return { created, findings };
}

/** Reads one setting and puts it right; a conflict with another run that does the same is tried again. */
async function settle(setting: Setting, mode: "ensure" | "check"): Promise<Finding> {
  const { name, wanted } = setting;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { found, repair } = await setting.read();
      if (repair === undefined) return { setting: name, wanted, found, result: "kept" };
      if (mode === "check") return { setting: name, wanted, found, result: "differs" };
      await repair();
      return { setting: name, wanted, found, result: "changed" };
    } catch (error) {
      // A new bucket is not known everywhere at once, and S3 refuses two changes at the same moment.
      const code = (error as Error).name;
      if (attempt >= TRIES || !["OperationAborted", "NoSuchBucket"].includes(code))
        throw serviceError({
          reason: "bucket-setting-refused",
          message: `S3 refused to ${mode === "check" ? "tell" : "set"} ${name} of the bucket: ${messageOf(error)}`,
          fix: "allow the statement of the action's README to the role, or use `backend-mode: off` where others look after the bucket",
          cause: error,
        });
      await delay(FIRST_WAIT * 2 ** (attempt - 1));
    }
  }
}
