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
  type LifecycleRule,
  type S3Client,
  type ServerSideEncryptionByDefault,
} from "@aws-sdk/client-s3";
import { answer, plain } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import { BUCKET, type S3Account } from "../client.ts";

const on = { Bucket: BUCKET };
const nowhere = { Bucket: "fleet-nothing" };

const BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const RULE: LifecycleRule = {
  ID: "expire-old-states",
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: { NoncurrentDays: 90, NewerNoncurrentVersions: 10 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

const policy = (effect: string, condition?: object): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: effect,
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  });
const TLS_ONLY = policy("Deny", { Bool: { "aws:SecureTransport": "false" } });

/** Reads each setting of a bucket. */
const GETTERS: Readonly<Record<string, (s3: S3Client, of: typeof on) => Promise<object>>> = {
  versioning: (s3, of) => s3.send(new GetBucketVersioningCommand(of)),
  encryption: (s3, of) => s3.send(new GetBucketEncryptionCommand(of)),
  "public access": (s3, of) => s3.send(new GetPublicAccessBlockCommand(of)),
  ownership: (s3, of) => s3.send(new GetBucketOwnershipControlsCommand(of)),
  lifecycle: (s3, of) => s3.send(new GetBucketLifecycleConfigurationCommand(of)),
  policy: (s3, of) => s3.send(new GetBucketPolicyCommand(of)),
};

/** Returns a bucket's answer to a new setting, and the setting that the bucket has afterwards. */
async function putAndGet(put: Promise<object>, setting: string, s3: S3Client): Promise<unknown> {
  return [await answer(put), await answer(GETTERS[setting]!(s3, on), plain)];
}

function encrypted(s3: S3Client, byDefault: ServerSideEncryptionByDefault): Promise<unknown> {
  const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }];
  const ServerSideEncryptionConfiguration = { Rules };
  const put = new PutBucketEncryptionCommand({ ...on, ServerSideEncryptionConfiguration });
  return putAndGet(s3.send(put), "encryption", s3);
}

export const SETTING_CASES: Case<S3Account>[] = [
  ...Object.entries(GETTERS).map(([setting, get]) => ({
    name: `${setting} of a new bucket`,
    run: ({ s3 }: S3Account) => answer(get(s3, on), plain),
  })),
  {
    name: "settings of a bucket that is not there",
    run: ({ s3 }) =>
      Promise.all(
        ["versioning", "encryption", "policy", "lifecycle"].map((setting) =>
          answer(GETTERS[setting]!(s3, nowhere)),
        ),
      ),
  },
  {
    name: "encryption with a KMS key",
    run: ({ s3 }) => encrypted(s3, { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/fleet" }),
  },
  {
    name: "encryption with S3's own keys",
    run: ({ s3 }) => encrypted(s3, { SSEAlgorithm: "AES256" }),
  },
  {
    name: "public access is blocked",
    run: ({ s3 }) => {
      const PublicAccessBlockConfiguration = BLOCKED;
      const put = new PutPublicAccessBlockCommand({ ...on, PublicAccessBlockConfiguration });
      return putAndGet(s3.send(put), "public access", s3);
    },
  },
  {
    name: "ownership is enforced",
    run: ({ s3 }) => {
      const OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] };
      const put = new PutBucketOwnershipControlsCommand({ ...on, OwnershipControls });
      return putAndGet(s3.send(put), "ownership", s3);
    },
  },
  { name: "a lifecycle rule", run: lifecycle },
  {
    name: "a policy that demands TLS",
    run: async ({ s3 }) => [
      await answer(s3.send(new PutBucketPolicyCommand({ ...on, Policy: TLS_ONLY }))),
      await answer(s3.send(new GetBucketPolicyCommand(on)), ({ Policy = "" }): unknown =>
        JSON.parse(Policy),
      ),
    ],
  },
  {
    name: "a policy that is no JSON",
    run: ({ s3 }) => answer(s3.send(new PutBucketPolicyCommand({ ...on, Policy: "{" }))),
  },
  {
    name: "a policy without statements",
    run: ({ s3 }) =>
      answer(s3.send(new PutBucketPolicyCommand({ ...on, Policy: '{"Version":"2012-10-17"}' }))),
  },
  { name: "a public policy while public policies are blocked", run: publicPolicy },
  {
    name: "versioning with a status that there is not",
    run: ({ s3 }) => {
      const VersioningConfiguration = { Status: "On" as "Enabled" };
      return answer(s3.send(new PutBucketVersioningCommand({ ...on, VersioningConfiguration })));
    },
  },
];

async function lifecycle({ s3 }: S3Account): Promise<unknown> {
  const LifecycleConfiguration = { Rules: [RULE] };
  const put = new PutBucketLifecycleConfigurationCommand({ ...on, LifecycleConfiguration });
  return [
    await answer(s3.send(put)),
    await answer(s3.send(new GetBucketLifecycleConfigurationCommand(on)), ({ Rules }) => Rules),
  ];
}

async function publicPolicy({ s3 }: S3Account): Promise<unknown> {
  const PublicAccessBlockConfiguration = BLOCKED;
  await s3.send(new PutPublicAccessBlockCommand({ ...on, PublicAccessBlockConfiguration }));
  return answer(s3.send(new PutBucketPolicyCommand({ ...on, Policy: policy("Allow") })));
}
