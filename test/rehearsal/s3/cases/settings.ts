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

export const SETTING_CASES: Case<S3Account>[] = [
  {
    name: "versioning of a new bucket",
    run: ({ s3 }) => answer(s3.send(new GetBucketVersioningCommand(on)), plain),
  },
  {
    name: "encryption of a new bucket",
    run: ({ s3 }) => answer(s3.send(new GetBucketEncryptionCommand(on)), plain),
  },
  {
    name: "public access of a new bucket",
    run: ({ s3 }) => answer(s3.send(new GetPublicAccessBlockCommand(on)), plain),
  },
  {
    name: "ownership of a new bucket",
    run: ({ s3 }) => answer(s3.send(new GetBucketOwnershipControlsCommand(on)), plain),
  },
  {
    name: "lifecycle of a new bucket",
    run: ({ s3 }) => answer(s3.send(new GetBucketLifecycleConfigurationCommand(on)), plain),
  },
  {
    name: "policy of a new bucket",
    run: ({ s3 }) => answer(s3.send(new GetBucketPolicyCommand(on)), plain),
  },
  {
    name: "settings of a bucket that is not there",
    run: async ({ s3 }) => [
      await answer(s3.send(new GetBucketVersioningCommand(nowhere))),
      await answer(s3.send(new GetBucketEncryptionCommand(nowhere))),
      await answer(s3.send(new GetBucketPolicyCommand(nowhere))),
      await answer(s3.send(new GetBucketLifecycleConfigurationCommand(nowhere))),
    ],
  },
  {
    name: "encryption with a KMS key",
    run: async ({ s3 }) => {
      const byDefault = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/fleet" } as const;
      const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }];
      const ServerSideEncryptionConfiguration = { Rules };
      const put = new PutBucketEncryptionCommand({ ...on, ServerSideEncryptionConfiguration });
      return [
        await answer(s3.send(put)),
        await answer(s3.send(new GetBucketEncryptionCommand(on)), plain),
      ];
    },
  },
  {
    name: "encryption with S3's own keys",
    run: async ({ s3 }) => {
      const byDefault = { SSEAlgorithm: "AES256" } as const;
      const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }];
      const ServerSideEncryptionConfiguration = { Rules };
      const put = new PutBucketEncryptionCommand({ ...on, ServerSideEncryptionConfiguration });
      return [
        await answer(s3.send(put)),
        await answer(s3.send(new GetBucketEncryptionCommand(on)), plain),
      ];
    },
  },
  {
    name: "public access is blocked",
    run: async ({ s3 }) => {
      const PublicAccessBlockConfiguration = BLOCKED;
      const put = new PutPublicAccessBlockCommand({ ...on, PublicAccessBlockConfiguration });
      return [
        await answer(s3.send(put)),
        await answer(s3.send(new GetPublicAccessBlockCommand(on)), plain),
      ];
    },
  },
  {
    name: "ownership is enforced",
    run: async ({ s3 }) => {
      const OwnershipControls = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] };
      return [
        await answer(s3.send(new PutBucketOwnershipControlsCommand({ ...on, OwnershipControls }))),
        await answer(s3.send(new GetBucketOwnershipControlsCommand(on)), plain),
      ];
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
