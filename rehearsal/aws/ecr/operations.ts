import { AwsError } from "../errors.ts";
import { batchDeleteImage, batchGetImage, describeImages, listImages, putImage } from "./images.ts";
import type { Repositories, Repository } from "./repositories.ts";
import {
  describeRepository,
  mutabilityOf,
  recordOf,
  tagsOf,
  textOf,
  type Input,
} from "./shapes.ts";

type Operation = (input: Input, repositories: Repositories) => Input | Promise<Input>;

/** The calls of ECR that are served, by name. */
export const ECR_OPERATIONS: Record<string, Operation> = {
  CreateRepository: createRepository,
  DescribeRepositories: describeRepositories,
  DeleteRepository: (input, repositories) => {
    const force = input["force"] === true;
    const deleted = repositories.deleteRepository(textOf(input, "repositoryName"), { force });
    return { repository: describeRepository(deleted, repositories.accountId) };
  },
  GetAuthorizationToken: getAuthorizationToken,
  DescribeImages: describeImages,
  ListImages: listImages,
  BatchGetImage: batchGetImage,
  BatchDeleteImage: batchDeleteImage,
  PutImage: putImage,
  PutLifecyclePolicy: (input, repositories) => {
    const lifecyclePolicy = textOf(input, "lifecyclePolicyText");
    return policyAnswer(change(input, repositories, { lifecyclePolicy }), repositories);
  },
  GetLifecyclePolicy: getLifecyclePolicy,
  PutImageTagMutability: putImageTagMutability,
  PutImageScanningConfiguration: (input, repositories) => {
    const scanOnPush = recordOf(input["imageScanningConfiguration"])["scanOnPush"] === true;
    const { name } = change(input, repositories, { scanOnPush });
    const imageScanningConfiguration = { scanOnPush };
    return { ...nameAndRegistry(name, repositories), imageScanningConfiguration };
  },
  SetRepositoryPolicy: (input, repositories) => {
    const policy = textOf(input, "policyText");
    const { name } = change(input, repositories, { policy });
    return { ...nameAndRegistry(name, repositories), policyText: policy };
  },
  GetRepositoryPolicy: getRepositoryPolicy,
  ListTagsForResource: (input, repositories) => {
    const { tags = {} } = byArn(input, repositories);
    return { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
  TagResource: (input, repositories) => {
    const { name, tags } = byArn(input, repositories);
    repositories.update(name, { tags: { ...tags, ...tagsOf(input["tags"]) } });
    return {};
  },
};

function createRepository(input: Input, repositories: Repositories): Input {
  const encryption = recordOf(input["encryptionConfiguration"]);
  const kmsKey = encryption["kmsKey"];
  const created = repositories.createRepository({
    name: textOf(input, "repositoryName"),
    ...mutabilityOf(input),
    scanOnPush: recordOf(input["imageScanningConfiguration"])["scanOnPush"] === true,
    encryptionType: encryption["encryptionType"] === "KMS" ? "KMS" : "AES256",
    ...(typeof kmsKey === "string" && { kmsKey }),
    tags: tagsOf(input["tags"]),
  });
  return { repository: describeRepository(created, repositories.accountId) };
}

function describeRepositories(input: Input, repositories: Repositories): Input {
  const names = input["repositoryNames"] as string[] | undefined;
  const found = names?.map((name) => repositories.open(name)) ?? repositories.all();
  const { accountId } = repositories;
  return { repositories: found.map((repository) => describeRepository(repository, accountId)) };
}

/** Where the bytes go: the real registry's https host on AWS, the loopback registry here. */
function getAuthorizationToken(_: Input, repositories: Repositories): Input {
  const { password, expiresAt } = repositories.issuePassword();
  const authorizationToken = Buffer.from(`AWS:${password}`).toString("base64");
  const proxyEndpoint = repositories.registry.url;
  return {
    authorizationData: [{ authorizationToken, expiresAt: expiresAt / 1000, proxyEndpoint }],
  };
}

function getLifecyclePolicy(input: Input, repositories: Repositories): Input {
  const repository = repositories.open(textOf(input, "repositoryName"));
  if (repository.lifecyclePolicy === undefined)
    throw new AwsError(
      "LifecyclePolicyNotFoundException",
      400,
      `Lifecycle policy does not exist for the repository with name '${repository.name}' in the registry with id '${repositories.accountId}'`,
    );
  return { ...policyAnswer(repository, repositories), lastEvaluatedAt: 0 };
}

function getRepositoryPolicy(input: Input, repositories: Repositories): Input {
  const { name, policy } = repositories.open(textOf(input, "repositoryName"));
  if (policy === undefined)
    throw new AwsError(
      "RepositoryPolicyNotFoundException",
      400,
      `Repository policy does not exist for the repository with name '${name}' in the registry with id '${repositories.accountId}'`,
    );
  return { ...nameAndRegistry(name, repositories), policyText: policy };
}

function putImageTagMutability(input: Input, repositories: Repositories): Input {
  const changed = change(input, repositories, mutabilityOf(input));
  const { imageTagMutability } = changed;
  return { ...nameAndRegistry(changed.name, repositories), imageTagMutability };
}

function change(input: Input, repositories: Repositories, to: Partial<Repository>): Repository {
  return repositories.update(textOf(input, "repositoryName"), to);
}

function byArn(input: Input, repositories: Repositories): Repository {
  const arn = textOf(input, "resourceArn");
  return repositories.open(arn.slice(arn.indexOf(":repository/") + ":repository/".length));
}

function policyAnswer(repository: Repository, repositories: Repositories): Input {
  const { name, lifecyclePolicy } = repository;
  return { ...nameAndRegistry(name, repositories), lifecyclePolicyText: lifecyclePolicy };
}

function nameAndRegistry(name: string, { accountId }: Repositories): Input {
  return { registryId: accountId, repositoryName: name };
}
