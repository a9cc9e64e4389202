import { GetBucketEncryptionCommand, PutBucketEncryptionCommand } from "@aws-sdk/client-s3";
import type {
  S3Client,
  ServerSideEncryptionByDefault,
  ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import { kmsKey } from "../../../lib/aws/input-types.ts";
import type { Encryption } from "../../../lib/aws/object-encryption.ts";
import { keepText, replaceText } from "./raw.ts";
import { unlessMissing } from "./read.ts";
import type { OwnedBucket } from "./read.ts";
import type { Setting } from "./setting.ts";
import { documentOf, escapeXml, setChild } from "./xml.ts";

const ROOT = "ServerSideEncryptionConfiguration";

/**
 * Returns the setting for the encryption of the bucket. Without a key of the user, whatever encrypts the bucket is
 * kept: a KMS key is never replaced by S3's own key.
 */
export function encryption(
  s3: S3Client,
  bucket: OwnedBucket,
  kmsKeyId: string | undefined,
): Setting {
  return {
    name: "encryption",
    wanted: kmsKeyId === undefined ? "AES256 or aws:kms" : `aws:kms with ${kmsKeyId}`,
    read: async () => {
      const { rule, xml } = await readEncryption(s3, bucket);
      const current = rule?.ApplyServerSideEncryptionByDefault;
      const asWanted =
        kmsKeyId === undefined
          ? current !== undefined
          : current?.KMSMasterKeyID === kmsKeyId && rule?.BucketKeyEnabled === true;
      return {
        found: describeEncryption(rule),
        repair: asWanted ? undefined : () => writeEncryption(s3, bucket, xml, kmsKeyId),
      };
    },
  };
}

/**
 * Returns how the bucket encrypts what is written without an encryption argument.
 * @returns undefined for what terraform has no argument for, such as AWS's own KMS key: terraform then writes no
 *   encryption argument
 */
export async function bucketEncryption(
  s3: S3Client,
  bucket: OwnedBucket,
): Promise<Encryption | undefined> {
  const { rule } = await readEncryption(s3, bucket);
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm === "AES256") return { kmsKeyId: undefined };
  const isKnown = SSEAlgorithm === "aws:kms" && kmsKey.pattern.test(KMSMasterKeyID ?? "");
  return isKnown ? { kmsKeyId: KMSMasterKeyID } : undefined;
}

async function readEncryption(
  s3: S3Client,
  bucket: OwnedBucket,
): Promise<{ rule: ServerSideEncryptionRule | undefined; xml: string | undefined }> {
  const command = new GetBucketEncryptionCommand(bucket);
  const textOf = keepText(command);
  const answer = await unlessMissing(s3.send(command));
  const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
  return { rule, xml: rule === undefined ? undefined : textOf() };
}

/** Writes the encryption. Other parts of the rule stay, such as which kinds of encryption are blocked. */
function writeEncryption(
  s3: S3Client,
  bucket: OwnedBucket,
  xml: string | undefined,
  kmsKeyId: string | undefined,
): Promise<unknown> {
  const wanted: ServerSideEncryptionByDefault =
    kmsKeyId === undefined
      ? { SSEAlgorithm: "AES256" }
      : { SSEAlgorithm: "aws:kms", KMSMasterKeyID: kmsKeyId };
  const key =
    kmsKeyId === undefined ? "" : `<KMSMasterKeyID>${escapeXml(kmsKeyId)}</KMSMasterKeyID>`;
  const byDefault = `<SSEAlgorithm>${wanted.SSEAlgorithm ?? ""}</SSEAlgorithm>${key}`;
  const withKey = setChild(
    xml ?? documentOf(ROOT, "<Rule></Rule>"),
    "Rule",
    "ApplyServerSideEncryptionByDefault",
    byDefault,
  );
  const Rules = [{ ApplyServerSideEncryptionByDefault: wanted, BucketKeyEnabled: true }];
  const command = new PutBucketEncryptionCommand({
    ...bucket,
    ServerSideEncryptionConfiguration: { Rules },
  });
  replaceText(command, setChild(withKey, "Rule", "BucketKeyEnabled", "true"));
  return s3.send(command);
}

function describeEncryption(rule: ServerSideEncryptionRule | undefined): string {
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm === undefined) return "none";
  const withoutKey = SSEAlgorithm !== "AES256" && rule?.BucketKeyEnabled !== true;
  const named =
    KMSMasterKeyID === undefined ? SSEAlgorithm : `${SSEAlgorithm} with ${KMSMasterKeyID}`;
  return withoutKey ? `${named}, without bucket key` : named;
}
