import { AwsError } from "../errors.ts";
import { batchDeleteImage, batchGetImage, describeImages, listImages, putImage } from "./images.ts";
import { pageOf } from "./pages.ts";
import {
  deleteLifecyclePolicy,
  deleteRepositoryPolicy,
  getLifecyclePolicy,
  getRepositoryPolicy,
  putLifecyclePolicy,
  setRepositoryPolicy,
} from "./policies.ts";
import type { Repositories, Repository } from "./repositories.ts";
import {
  describeRepository,
  mutabilityOf,
  nameAndRegistry,
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
  PutLifecyclePolicy: putLifecyclePolicy,
  GetLifecyclePolicy: getLifecyclePolicy,
  DeleteLifecyclePolicy: deleteLifecyclePolicy,
  PutImageTagMutability: putImageTagMutability,
  PutImageScanningConfiguration: (input, repositories) => {
    const scanOnPush = recordOf(input["imageScanningConfiguration"])["scanOnPush"] === true;
    const { name } = change(input, repositories, { scanOnPush });
    const imageScanningConfiguration = { scanOnPush };
    return { ...nameAndRegistry(name, repositories), imageScanningConfiguration };
  },
  SetRepositoryPolicy: setRepositoryPolicy,
  GetRepositoryPolicy: getRepositoryPolicy,
  DeleteRepositoryPolicy: deleteRepositoryPolicy,
  ListTagsForResource: (input, repositories) => {
    const { tags = {} } = byArn(input, repositories);
    return { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
  TagResource: (input, repositories) => {
    const { name, tags } = byArn(input, repositories);
    repositories.update(name, { tags: { ...tags, ...tagsOf(input["tags"]) } });
    return {};
  },
  UntagResource: (input, repositories) => {
    const { name, tags = {} } = byArn(input, repositories);
    const gone = (input["tagKeys"] ?? []) as string[];
    const kept = Object.entries(tags).filter(([key]) => !gone.includes(key));
    repositories.update(name, { tags: Object.fromEntries(kept) });
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
  const { page, ...next } = pageOf(found, input);
  const described = page.map((repository) => describeRepository(repository, accountId));
  return { repositories: described, ...next };
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

function putImageTagMutability(input: Input, repositories: Repositories): Input {
  const changed = change(input, repositories, mutabilityOf(input));
  const { imageTagMutability } = changed;
  return { ...nameAndRegistry(changed.name, repositories), imageTagMutability };
}

function change(input: Input, repositories: Repositories, to: Partial<Repository>): Repository {
  return repositories.update(textOf(input, "repositoryName"), to);
}

function byArn(input: Input, repositories: Repositories): Repository {
  const name = /^arn:[\w-]+:ecr:[\w-]+:\d{12}:repository\/(.+)$/.exec(
    textOf(input, "resourceArn"),
  )?.[1];
  if (name === undefined)
    throw new AwsError(
      "InvalidParameterException",
      400,
      "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
    );
  return repositories.open(name);
}
