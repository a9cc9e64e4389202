import { AwsError } from "../errors.ts";
import type { Repositories, Repository, TagMutability } from "./repositories.ts";

/** The input of an ECR call: JSON whose fields are read one by one. */
export type Input = Record<string, unknown>;

type Operation = (input: Input, repositories: Repositories) => Input | Promise<Input>;

/** The calls that build-push-ecr makes, by name. Images are pushed and pulled with the registry's own protocol. */
export const ECR_OPERATIONS: Record<string, Operation> = {
  CreateRepository: createRepository,
  DescribeRepositories: describeRepositories,
  GetAuthorizationToken: getAuthorizationToken,
  BatchGetImage: batchGetImage,
  DescribeRepositoryCreationTemplates: describeCreationTemplates,
};

/** The accounts of a rehearsal have no creation templates. */
function describeCreationTemplates(_: Input, { accountId }: Repositories): Input {
  return { registryId: accountId, repositoryCreationTemplates: [] };
}

function createRepository(input: Input, repositories: Repositories): Input {
  const scanning = input["imageScanningConfiguration"] as { scanOnPush?: boolean } | undefined;
  const created = repositories.createRepository({
    name: nameOf(input),
    imageTagMutability: mutabilityOf(input["imageTagMutability"] ?? "MUTABLE"),
    scanOnPush: scanning?.scanOnPush === true,
  });
  return { repository: shown(created, repositories.accountId) };
}

function describeRepositories(input: Input, repositories: Repositories): Input {
  const names = input["repositoryNames"] as string[] | undefined;
  const found = names?.map((name) => repositories.open(name)) ?? repositories.all();
  return { repositories: found.map((repository) => shown(repository, repositories.accountId)) };
}

/** On AWS the endpoint is the https host of the account's registry; here it is the registry on loopback. */
function getAuthorizationToken(_: Input, repositories: Repositories): Input {
  const { password, expiresAt } = repositories.issuePassword();
  const authorizationToken = Buffer.from(`AWS:${password}`).toString("base64");
  const proxyEndpoint = repositories.registry.url;
  return {
    authorizationData: [{ authorizationToken, expiresAt: expiresAt / 1000, proxyEndpoint }],
  };
}

interface ImageId {
  imageTag?: string;
  imageDigest?: string;
}

/** Reports a missing image in `failures`, with status 200, as ECR does. */
async function batchGetImage(input: Input, repositories: Repositories): Promise<Input> {
  const { name } = repositories.open(nameOf(input));
  const { images: stored } = repositories.registry;
  const images: Input[] = [];
  const failures: Input[] = [];
  for (const id of (input["imageIds"] ?? []) as ImageId[]) {
    const entry = stored.find(name, id.imageTag ?? id.imageDigest ?? "");
    if (entry === undefined)
      failures.push({
        imageId: id,
        failureCode: "ImageNotFound",
        failureReason: "Requested image not found",
      });
    else
      images.push({
        registryId: repositories.accountId,
        repositoryName: name,
        imageId: { ...id, imageDigest: entry.digest },
        imageManifest: (await stored.read(entry.digest)).toString("utf8"),
        imageManifestMediaType: entry.mediaType,
      });
  }
  return { images, failures };
}

/** @throws AwsError InvalidParameterException if the name is missing or not a string */
function nameOf({ repositoryName }: Input): string {
  if (typeof repositoryName === "string" && repositoryName !== "") return repositoryName;
  throw invalid("repositoryName", "must not be null");
}

const MUTABILITIES = ["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"];

function mutabilityOf(stated: unknown): TagMutability {
  if (MUTABILITIES.includes(stated as string)) return stated as TagMutability;
  const values = MUTABILITIES.join(", ");
  throw invalid("imageTagMutability", `Member must satisfy enum value set: [${values}]`);
}

function invalid(parameter: string, constraint: string): AwsError {
  return new AwsError(
    "InvalidParameterException",
    400,
    `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
  );
}

/** Returns a repository as DescribeRepositories shows it. */
function shown(repository: Repository, accountId: string): Input {
  const { exclusions = [], scanOnPush = false } = repository;
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
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: { encryptionType: "AES256" },
  };
}
