import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { LifecycleRule, S3Client } from "@aws-sdk/client-s3";
import type { Bucket } from "./failure.ts";
import {
  LIFECYCLE_ID,
  NONCURRENT_DAYS,
  NONCURRENT_KEPT,
  TLS_SID,
  hasStatement,
  mergeStatement,
  tlsStatement,
} from "./settings.ts";
import type { Policy } from "./settings.ts";

/** How one setting is read, judged and put right. */
export interface Setting {
  name: string;
  wanted: string;
  /** Tells what is there, and how to put it right when it is not as wanted. */
  read: () => Promise<{ found: string; repair: (() => Promise<unknown>) | undefined }>;
}

/** The settings a state bucket should have; the policy comes last, as it is the one that can lock people out. */
export const settingsOf = (
  s3: S3Client,
  bucket: Bucket,
  kmsKeyId: string | undefined,
): Setting[] => {
  const on = { Bucket: bucket.name, ExpectedBucketOwner: bucket.accountId };
  return [
    versioning(s3, on),
    encryption(s3, on, kmsKeyId),
    publicAccess(s3, on),
    ownership(s3, on),
    lifecycle(s3, on),
    tlsOnly(s3, on, bucket),
  ];
};

interface On {
  Bucket: string;
  ExpectedBucketOwner: string;
}

const versioning = (s3: S3Client, on: On): Setting => ({
  name: "versioning",
  wanted: "Enabled",
  read: async () => {
    const { Status: found = "off" } = await s3.send(new GetBucketVersioningCommand(on));
    const put = () =>
      s3.send(
        new PutBucketVersioningCommand({ ...on, VersioningConfiguration: { Status: "Enabled" } }),
      );
    return { found, repair: found === "Enabled" ? undefined : put };
  },
});

function encryption(s3: S3Client, on: On, kmsKeyId: string | undefined): Setting {
  const wanted = kmsKeyId === undefined ? "AES256 or aws:kms" : `aws:kms with ${kmsKeyId}`;
  const byDefault =
    kmsKeyId === undefined
      ? ({ SSEAlgorithm: "AES256" } as const)
      : ({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: kmsKeyId } as const);
  return {
    name: "encryption",
    wanted,
    read: async () => {
      const answer = await unlessMissing(s3.send(new GetBucketEncryptionCommand(on)));
      const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
      const now = rule?.ApplyServerSideEncryptionByDefault;
      const found =
        now === undefined
          ? "none"
          : [now.SSEAlgorithm, now.KMSMasterKeyID].filter(Boolean).join(" with ");
      // A key that is there is never taken back to S3's own.
      const right =
        kmsKeyId === undefined
          ? now !== undefined
          : now?.KMSMasterKeyID === kmsKeyId && rule?.BucketKeyEnabled === true;
      const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }];
      const put = () =>
        s3.send(
          new PutBucketEncryptionCommand({ ...on, ServerSideEncryptionConfiguration: { Rules } }),
        );
      return { found, repair: right ? undefined : put };
    },
  };
}

const publicAccess = (s3: S3Client, on: On): Setting => ({
  name: "public access",
  wanted: "all four blocked",
  read: async () => {
    const answer = await unlessMissing(s3.send(new GetPublicAccessBlockCommand(on)));
    const now = answer?.PublicAccessBlockConfiguration ?? {};
    const all = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    const blocked = Object.keys(all).filter((name) => now[name as keyof typeof all] === true);
    const found = blocked.length === 4 ? "all four blocked" : `${blocked.length} of 4 blocked`;
    const put = () =>
      s3.send(new PutPublicAccessBlockCommand({ ...on, PublicAccessBlockConfiguration: all }));
    return { found, repair: blocked.length === 4 ? undefined : put };
  },
});

const ownership = (s3: S3Client, on: On): Setting => ({
  name: "ownership",
  wanted: "BucketOwnerEnforced",
  read: async () => {
    const answer = await unlessMissing(s3.send(new GetBucketOwnershipControlsCommand(on)));
    const found = answer?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? "none";
    const put = () =>
      s3.send(
        new PutBucketOwnershipControlsCommand({
          ...on,
          OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        }),
      );
    return { found, repair: found === "BucketOwnerEnforced" ? undefined : put };
  },
});

const RULE: LifecycleRule = {
  ID: LIFECYCLE_ID,
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: {
    NoncurrentDays: NONCURRENT_DAYS,
    NewerNoncurrentVersions: NONCURRENT_KEPT,
  },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

const lifecycle = (s3: S3Client, on: On): Setting => ({
  name: "old versions",
  wanted: `expire after ${NONCURRENT_DAYS} days, the newest ${NONCURRENT_KEPT} kept`,
  read: async () => {
    const answer = await unlessMissing(s3.send(new GetBucketLifecycleConfigurationCommand(on)));
    const rules = answer?.Rules ?? [];
    const present = rules.some(
      ({ Status, NoncurrentVersionExpiration }) =>
        Status === "Enabled" && NoncurrentVersionExpiration !== undefined,
    );
    const found = present ? "a rule expires them" : "kept for ever";
    const others = rules.filter(({ ID }) => ID !== LIFECYCLE_ID);
    const put = () =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          ...on,
          LifecycleConfiguration: { Rules: [...others, RULE] },
        }),
      );
    return { found, repair: present ? undefined : put };
  },
});

const tlsOnly = (s3: S3Client, on: On, bucket: Bucket): Setting => ({
  name: "TLS only",
  wanted: `policy statement ${TLS_SID}`,
  read: async () => {
    const answer = await unlessMissing(s3.send(new GetBucketPolicyCommand(on)));
    const policy = answer?.Policy === undefined ? undefined : (JSON.parse(answer.Policy) as Policy);
    const statement = tlsStatement(bucket.name, bucket.partition);
    const right = hasStatement(policy, statement);
    const put = () =>
      s3.send(
        new PutBucketPolicyCommand({
          ...on,
          Policy: JSON.stringify(mergeStatement(policy, statement)),
        }),
      );
    const other = policy === undefined ? "no policy" : "a policy without it";
    return {
      found: right ? `policy statement ${TLS_SID}` : other,
      repair: right ? undefined : put,
    };
  },
});

/** S3 answers 404 with a code of its own for each setting that was never made. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404) return undefined;
    throw error;
  }
}
