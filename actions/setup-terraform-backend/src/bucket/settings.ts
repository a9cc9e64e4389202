import {
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { LifecycleRule, S3Client, ServerSideEncryptionByDefault } from "@aws-sdk/client-s3";
import type { Bucket } from "./failure.ts";
import { TLS_SID, hasStatement, mergeStatement, tlsStatement } from "./policy.ts";
import {
  readEncryption,
  readLifecycleRules,
  readOwnership,
  readPolicy,
  readPublicAccessBlock,
  readVersioning,
} from "./read.ts";
import type { OwnedBucket } from "./read.ts";

/** One setting of the bucket: what is wanted, what was found, and what was done about it. */
export interface Finding {
  setting: string;
  wanted: string;
  found: string;
  /** kept: it was as wanted. changed: it is as wanted now. differs: it was left as it is. */
  result: "kept" | "changed" | "differs";
  /** Why S3 does not take what is wanted, in its own words. Undefined when it was not asked to, or took it. */
  cause?: string;
}

/** How one setting is compared and repaired. */
export interface Setting {
  name: string;
  wanted: string;
  /** Reads what is there. `repair` sets what is wanted; undefined when nothing differs. */
  read: () => Promise<{ found: string; repair: (() => Promise<unknown>) | undefined }>;
}

/** The settings a state bucket should have; the policy comes last, as it is the one that can lock people out. */
export function settingsOf(s3: S3Client, bucket: Bucket, kmsKeyId: string | undefined): Setting[] {
  const owned = { Bucket: bucket.name, ExpectedBucketOwner: bucket.accountId };
  return [
    versioning(s3, owned),
    encryption(s3, owned, kmsKeyId),
    publicAccess(s3, owned),
    ownership(s3, owned),
    oldVersions(s3, owned),
    tlsOnly(s3, owned, bucket.partition),
  ];
}

const versioning = (s3: S3Client, bucket: OwnedBucket): Setting => ({
  name: "versioning",
  wanted: "Enabled",
  read: async () => {
    const found = (await readVersioning(s3, bucket)) ?? "off";
    const repair = () =>
      s3.send(
        new PutBucketVersioningCommand({
          ...bucket,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      );
    return { found, repair: found === "Enabled" ? undefined : repair };
  },
});

function encryption(s3: S3Client, bucket: OwnedBucket, kmsKeyId: string | undefined): Setting {
  const wanted: ServerSideEncryptionByDefault =
    kmsKeyId === undefined
      ? { SSEAlgorithm: "AES256" }
      : { SSEAlgorithm: "aws:kms", KMSMasterKeyID: kmsKeyId };
  return {
    name: "encryption",
    wanted: kmsKeyId === undefined ? "AES256 or aws:kms" : `aws:kms with ${kmsKeyId}`,
    read: async () => {
      const rule = await readEncryption(s3, bucket);
      const current = rule?.ApplyServerSideEncryptionByDefault;
      const asWanted =
        kmsKeyId === undefined
          ? // A KMS key that is set is never replaced by S3's own.
            current !== undefined
          : current?.KMSMasterKeyID === kmsKeyId && rule?.BucketKeyEnabled === true;
      const Rules = [{ ApplyServerSideEncryptionByDefault: wanted, BucketKeyEnabled: true }];
      const repair = () =>
        s3.send(
          new PutBucketEncryptionCommand({
            ...bucket,
            ServerSideEncryptionConfiguration: { Rules },
          }),
        );
      return { found: describeEncryption(current), repair: asWanted ? undefined : repair };
    },
  };
}

const describeEncryption = (current: ServerSideEncryptionByDefault | undefined): string =>
  current === undefined
    ? "none"
    : [current.SSEAlgorithm, current.KMSMasterKeyID].filter(Boolean).join(" with ");

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

const publicAccess = (s3: S3Client, bucket: OwnedBucket): Setting => ({
  name: "public access",
  wanted: "all four blocked",
  read: async () => {
    const current = await readPublicAccessBlock(s3, bucket);
    const names = Object.keys(ALL_BLOCKED) as (keyof typeof ALL_BLOCKED)[];
    const blocked = names.filter((name) => current[name] === true).length;
    const repair = () =>
      s3.send(
        new PutPublicAccessBlockCommand({ ...bucket, PublicAccessBlockConfiguration: ALL_BLOCKED }),
      );
    return {
      found: blocked === 4 ? "all four blocked" : `${blocked} of 4 blocked`,
      repair: blocked === 4 ? undefined : repair,
    };
  },
});

const ownership = (s3: S3Client, bucket: OwnedBucket): Setting => ({
  name: "ownership",
  wanted: "BucketOwnerEnforced",
  read: async () => {
    const found = (await readOwnership(s3, bucket)) ?? "none";
    const repair = () =>
      s3.send(
        new PutBucketOwnershipControlsCommand({
          ...bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        }),
      );
    return { found, repair: found === "BucketOwnerEnforced" ? undefined : repair };
  },
});

/** Old versions of the state are kept this long, and the newest of them for ever. */
const NONCURRENT_DAYS = 90;
const NONCURRENT_KEPT = 20;

const EXPIRE_OLD_VERSIONS: LifecycleRule = {
  ID: "eks-pipeline-noncurrent-versions",
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: {
    NoncurrentDays: NONCURRENT_DAYS,
    NewerNoncurrentVersions: NONCURRENT_KEPT,
  },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

const oldVersions = (s3: S3Client, bucket: OwnedBucket): Setting => ({
  name: "old versions",
  wanted: `expire after ${NONCURRENT_DAYS} days, the newest ${NONCURRENT_KEPT} kept`,
  read: async () => {
    const rules = await readLifecycleRules(s3, bucket);
    const expire = rules.some(
      ({ Status, NoncurrentVersionExpiration }) =>
        Status === "Enabled" && NoncurrentVersionExpiration !== undefined,
    );
    const others = rules.filter(({ ID }) => ID !== EXPIRE_OLD_VERSIONS.ID);
    const repair = () =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          ...bucket,
          LifecycleConfiguration: { Rules: [...others, EXPIRE_OLD_VERSIONS] },
        }),
      );
    return {
      found: expire ? "a rule expires them" : "kept for ever",
      repair: expire ? undefined : repair,
    };
  },
});

const tlsOnly = (s3: S3Client, bucket: OwnedBucket, partition: string): Setting => ({
  name: "TLS only",
  wanted: `policy statement ${TLS_SID}`,
  read: async () => {
    const policy = await readPolicy(s3, bucket);
    const statement = tlsStatement(bucket.Bucket, partition);
    if (hasStatement(policy, statement))
      return { found: `policy statement ${TLS_SID}`, repair: undefined };
    const Policy = JSON.stringify(mergeStatement(policy, statement));
    return {
      found: policy === undefined ? "no policy" : "a policy without it",
      repair: () => s3.send(new PutBucketPolicyCommand({ ...bucket, Policy })),
    };
  },
});
