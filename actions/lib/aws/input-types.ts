import { matching, text } from "../runtime/input-types.ts";
import type { InputType, MatchingType } from "../runtime/input-types.ts";

/** An IAM role, in any partition and below any path. */
export const roleArn: MatchingType = matching(
  /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/\S+$/,
  "the ARN of a role, for example arn:aws:iam::111122223333:role/fleet-deploy",
  "role ARN",
);

/**
 * A region of any partition: eu-west-1, us-gov-west-1, cn-north-1, eusc-de-east-1, us-isof-south-1. Only AWS knows
 * which regions exist: a list here would refuse a new one.
 */
export const region: MatchingType = matching(
  /^[a-z]{2,}(?:-[a-z]+)+-\d+$/,
  "a region, for example eu-west-1",
  "region",
);

export const accountId: MatchingType = matching(
  /^\d{12}$/,
  "an account id of twelve digits, for example 111122223333",
  "account id",
);

/**
 * The inputs of every action that set its AWS credentials, region and account. Each action passes its own descriptions:
 * they name what the region is used for, and when the account is checked.
 */
export const awsInputs = (descriptions: { role: string; region: string; account: string }) =>
  ({
    "role-arn": { type: roleArn, environmentFile: "role", description: descriptions.role },
    "oidc-audience": {
      type: text("an audience, for example sts.amazonaws.com", "audience"),
      default: "sts.amazonaws.com",
      description:
        "Audience of the OIDC token with which `role-arn` is assumed. Some accounts in China use sts.amazonaws.com.cn.",
    },
    "aws-region": { type: region, environmentFile: "region", description: descriptions.region },
    "expected-account-id": {
      // YAML reads digits without quotes as a number, and drops the zeros at its start.
      type: { ...accountId, expected: `${accountId.expected}; in quotes if it begins with 0` },
      environmentFile: "account",
      description: descriptions.account,
    },
  }) as const;

/** A name that S3 gives to a new bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const NEW_BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/;

/** Buckets of us-east-1 that are older than 2018 may have upper-case letters, underscores and up to 255 characters. */
export const bucketName: MatchingType = matching(
  /^(?!\d+\.\d+\.\d+\.\d+$)[A-Za-z0-9._-]{3,255}$/,
  "a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens, for example fleet-dev-terraform-state",
  "bucket name",
);

/**
 * A KMS key in the forms that the S3 backend of the tools takes: id, alias or ARN.
 * https://developer.hashicorp.com/terraform/language/backend/s3#kms_key_id
 */
export const kmsKey: MatchingType = matching(
  /^(?:arn:aws[a-z-]*:kms:[\w-]+:\d{12}:(?:key\/(?=[\w-]+$)|(?=alias\/)))?(?:[a-f0-9]{8}-[a-f0-9]{4}-[1-5][a-f0-9]{3}-[ab89][a-f0-9]{3}-[a-f0-9]{12}|mrk-[a-f0-9]{32}|alias\/[\w/-]+)$/,
  "the id, alias or ARN of a KMS key, for example alias/fleet-state",
  "KMS key",
);

/**
 * The key of an object in S3.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export const objectKey: MatchingType = matching(
  // Clients resolve . and .. in a path, so such a key would name another object.
  /^(?!\/)(?!(?:.*\/)?\.\.?(?:\/|$))[^\n]{0,999}[^\n/]$/,
  "an object key, for example infrastructure/terraform.tfstate",
  "object key",
);

/** An EKS cluster's name. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export const clusterName: InputType<string> = matching(
  /^[0-9A-Za-z][\w-]{0,99}$/,
  "the name of an EKS cluster, for example fleet-dev",
  "cluster name",
);

/**
 * Hosts of well-known registries. ECR allows dots in the name of a repository, so any other first part with a dot, as
 * in acme.io/web, counts as part of a repository's name.
 */
const REGISTRY_HOST = [
  String.raw`\d{12}\.dkr[.-]ecr(?:-fips)?\.[^/]*`,
  String.raw`[^/]*\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|azurecr\.io|pkg\.dev)`,
  String.raw`(?:[^/]*\.)?(?:docker\.io|gcr\.io|ghcr\.io|quay\.io)`,
  String.raw`public\.ecr\.aws|mcr\.microsoft\.com|localhost`,
].join("|");

/**
 * An ECR repository's name, without the registry's host. ECR would take a host for a part of the name, and would create
 * a repository called 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web. Other registries accept two hyphens or
 * underscores in a row; ECR accepts only one.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
 */
export const REPOSITORY_NAME = new RegExp(
  String.raw`^(?!(?:${REGISTRY_HOST})/)(?=.{2,256}$)[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$`,
);

/** What `REPOSITORY_NAME` accepts; completes "Expected ...". */
export const REPOSITORY =
  "the name of an ECR repository, lower case and without host, with one of . _ - between words, for example fleet-dev/web";

/** The prefix of the names of an environment's repositories. */
export const repositoryPrefix: MatchingType = matching(
  new RegExp(String.raw`^(?!(?:${REGISTRY_HOST})/)[a-z0-9]+(?:[._/-][a-z0-9]+)*[._/-]?$`),
  "the beginning of repository names, lower case and without host, for example fleet-dev/",
  "repository prefix",
);

/**
 * The digest of a manifest or index.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
 */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;
