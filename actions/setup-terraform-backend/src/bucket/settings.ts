import {
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { encryption } from "./encryption.ts";
import type { Bucket } from "./failure.ts";
import { oldVersions, stateObjects } from "./lifecycle.ts";
import { TLS_SID, findTlsStatement, mergeStatement, statementsOf, tlsStatement } from "./policy.ts";
import type { Policy } from "./policy.ts";
import { readOwnership, readPolicy, readPublicAccessBlock, readVersioning } from "./read.ts";
import type { OwnedBucket } from "./read.ts";
import type { Setting } from "./setting.ts";

/** Returns the settings that a state bucket should have. The policy comes last, because it can lock people out. */
export function settingsOf(
  s3: S3Client,
  bucket: Bucket,
  { kmsKeyId, stateKey }: { kmsKeyId: string | undefined; stateKey: string },
): Setting[] {
  const owned = ownedBucket(bucket);
  return [
    versioning(s3, owned),
    encryption(s3, owned, kmsKeyId),
    publicAccess(s3, owned),
    ownership(s3, owned),
    oldVersions(s3, owned, stateKey),
    stateObjects(s3, owned, stateKey),
    tlsOnly(s3, owned, bucket.partition),
  ];
}

export const ownedBucket = ({ name, accountId }: Bucket): OwnedBucket => ({
  Bucket: name,
  ExpectedBucketOwner: accountId,
});

/** Returns a setting with one right value, as `read` names it. */
const exactly = (
  name: string,
  wanted: string,
  read: () => Promise<string>,
  repair: () => Promise<unknown>,
): Setting => ({
  name,
  wanted,
  read: async () => {
    const found = await read();
    return { found, repair: found === wanted ? undefined : repair };
  },
});

const versioning = (s3: S3Client, bucket: OwnedBucket): Setting =>
  exactly(
    "versioning",
    "Enabled",
    async () => (await readVersioning(s3, bucket)) ?? "off",
    () =>
      s3.send(
        new PutBucketVersioningCommand({
          ...bucket,
          VersioningConfiguration: { Status: "Enabled" },
        }),
      ),
  );

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

const publicAccess = (s3: S3Client, bucket: OwnedBucket): Setting =>
  exactly(
    "public access",
    "all four blocked",
    async () => {
      const current = await readPublicAccessBlock(s3, bucket);
      const names = Object.keys(ALL_BLOCKED) as (keyof typeof ALL_BLOCKED)[];
      const blocked = names.filter((name) => current[name] === true).length;
      return blocked === 4 ? "all four blocked" : `${blocked} of 4 blocked`;
    },
    () =>
      s3.send(
        new PutPublicAccessBlockCommand({ ...bucket, PublicAccessBlockConfiguration: ALL_BLOCKED }),
      ),
  );

const ownership = (s3: S3Client, bucket: OwnedBucket): Setting =>
  exactly(
    "ownership",
    "BucketOwnerEnforced",
    async () => (await readOwnership(s3, bucket)) ?? "none",
    () =>
      s3.send(
        new PutBucketOwnershipControlsCommand({
          ...bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        }),
      ),
  );

const tlsOnly = (s3: S3Client, bucket: OwnedBucket, partition: string): Setting => ({
  name: "TLS only",
  wanted: `policy statement ${TLS_SID}`,
  read: async () => {
    const policy = await readPolicy(s3, bucket);
    const present = findTlsStatement(policy, bucket.Bucket, partition);
    if (present !== undefined) return { found: `policy statement ${present.Sid ?? "without Sid"}` };
    const statement = tlsStatement(bucket.Bucket, partition);
    const merged = JSON.stringify(mergeStatement(policy, statement));
    return {
      found: describePolicy(policy),
      repair: () => s3.send(new PutBucketPolicyCommand({ ...bucket, Policy: merged })),
    };
  },
});

function describePolicy(policy: Policy | undefined): string {
  if (policy === undefined) return "no policy";
  const count = statementsOf(policy).length;
  return `a policy of ${count} ${count === 1 ? "statement" : "statements"}, none of which refuses every request without TLS`;
}
