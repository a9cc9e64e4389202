import { AwsError } from "../errors.ts";
import type { Repositories, Repository, TagMutability } from "./repositories.ts";

/** The input of an ECR call: JSON whose fields are read one by one. */
export type Input = Record<string, unknown>;

/** @throws AwsError InvalidParameterException when it is missing or no text */
export function textOf(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  throw new AwsError(
    "InvalidParameterException",
    400,
    `Invalid parameter at '${name}' failed to satisfy constraint: 'must not be null'`,
  );
}

export interface ImageId {
  imageTag?: string;
  imageDigest?: string;
}

export function imageIdsOf(input: Input): ImageId[] | undefined {
  return Array.isArray(input["imageIds"]) ? (input["imageIds"] as ImageId[]) : undefined;
}

export function recordOf(value: unknown): Input {
  return typeof value === "object" && value !== null ? (value as Input) : {};
}

const MUTABILITIES = ["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"];

/** Tag rule and its exclusions of CreateRepository and PutImageTagMutability. */
export function mutabilityOf(input: Input): {
  imageTagMutability: TagMutability;
  exclusions: string[];
} {
  const stated = input["imageTagMutability"] ?? "MUTABLE";
  if (!MUTABILITIES.includes(stated as string))
    throw new AwsError(
      "InvalidParameterException",
      400,
      `Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum value set: [${MUTABILITIES.join(", ")}]'`,
    );
  const filters = (input["imageTagMutabilityExclusionFilters"] ?? []) as { filter: string }[];
  return {
    imageTagMutability: stated as TagMutability,
    exclusions: filters.map(({ filter }) => filter),
  };
}

export function tagsOf(value: unknown): Record<string, string> {
  const list = Array.isArray(value) ? (value as { Key: string; Value?: string }[]) : [];
  return Object.fromEntries(list.map(({ Key, Value = "" }) => [Key, Value]));
}

/** How the answers about one setting of a repository begin. */
export function nameAndRegistry(name: string, { accountId }: Repositories): Input {
  return { registryId: accountId, repositoryName: name };
}

/** A repository as DescribeRepositories shows it. */
export function describeRepository(repository: Repository, accountId: string): Input {
  const { exclusions = [], encryptionType = "AES256", kmsKey } = repository;
  return {
    repositoryArn: repository.arn,
    registryId: accountId,
    repositoryName: repository.name,
    repositoryUri: repository.uri,
    createdAt: repository.createdAt,
    imageTagMutability: repository.imageTagMutability,
    ...(exclusions.length > 0 && {
      imageTagMutabilityExclusionFilters: exclusions.map((filter) => ({
        filterType: "WILDCARD",
        filter,
      })),
    }),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush ?? false },
    encryptionConfiguration: { encryptionType, ...(kmsKey !== undefined && { kmsKey }) },
  };
}
