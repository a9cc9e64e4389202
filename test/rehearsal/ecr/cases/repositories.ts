import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CreateRepositoryCommandInput,
  type Repository,
} from "@aws-sdk/client-ecr";
import { ACCOUNT, REGION } from "../../aws/account.ts";
import { answer, like } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import type { EcrAccount } from "../client.ts";

/** Later cases use it. */
export const REPOSITORY = "fleet-dev/frontend";
const named = { repositoryName: REPOSITORY };
const arnOf = (name: string): string => `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`;

const shown = (repository: Repository | undefined) => ({
  ...repository,
  createdAt: repository?.createdAt !== undefined,
});

export const create = ({ ecr }: EcrAccount, change: Partial<CreateRepositoryCommandInput> = {}) =>
  answer(ecr.send(new CreateRepositoryCommand({ ...named, ...change })), ({ repository }) =>
    shown(repository),
  );

const describe = ({ ecr }: EcrAccount, ...repositoryNames: string[]) =>
  answer(ecr.send(new DescribeRepositoriesCommand({ repositoryNames })), ({ repositories }) =>
    repositories?.map(shown),
  );

const tagged = ({ ecr }: EcrAccount, name: string) =>
  answer(ecr.send(new ListTagsForResourceCommand({ resourceArn: arnOf(name) })), ({ tags = [] }) =>
    tags.sort((a, b) => ((a.Key ?? "") < (b.Key ?? "") ? -1 : 1)),
  );

export const REPOSITORY_CASES: Case<EcrAccount>[] = [
  {
    name: "a repository that is not there",
    run: (client) => describe(client, REPOSITORY),
  },
  { name: "a repository is made", run: (client) => create(client) },
  { name: "a repository is described", run: (client) => describe(client, REPOSITORY) },
  { name: "a repository is made twice", run: (client) => create(client) },
  {
    name: "a repository with everything told",
    run: (client) =>
      create(client, {
        repositoryName: "fleet-dev/backend",
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: "AES256" },
        tags: [{ Key: "project", Value: "fleet" }],
      }),
  },
  {
    name: "a repository with a KMS key",
    run: (client) =>
      create(client, {
        repositoryName: "fleet-dev/kms",
        encryptionConfiguration: {
          encryptionType: "KMS",
          kmsKey: `arn:aws:kms:${REGION}:${ACCOUNT}:key/0b8b6d2e-1111-4222-8333-444455556666`,
        },
      }),
  },
  {
    name: "a repository whose tags are immutable but for some",
    run: (client) =>
      create(client, {
        repositoryName: "fleet-dev/excluded",
        imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "latest*" }],
      }),
  },
  {
    name: "a repository name with capitals",
    run: (client) => create(client, { repositoryName: "Fleet" }),
  },
  {
    name: "a repository name with a slash at its end",
    run: (client) => create(client, { repositoryName: "fleet/" }),
  },
  {
    name: "a repository name of one letter",
    run: (client) => create(client, { repositoryName: "f" }),
  },
  {
    name: "a repository called constructor",
    run: async (client) => [
      await describe(client, "constructor"),
      await create(client, { repositoryName: "constructor" }),
      await client.ecr
        .send(new DeleteRepositoryCommand({ repositoryName: "constructor" }))
        .then(() => "deleted"),
    ],
  },
  {
    name: "a mutability that there is not",
    run: (client) =>
      create(client, {
        repositoryName: "fleet-dev/odd",
        imageTagMutability: "SOMETIMES" as "MUTABLE",
      }),
  },
  {
    name: "all repositories",
    run: ({ ecr }) =>
      answer(ecr.send(new DescribeRepositoriesCommand({})), ({ repositories = [] }) =>
        repositories
          .map(({ repositoryName = "" }) => repositoryName)
          .filter((name) => name.startsWith("fleet"))
          .sort(),
      ),
  },
  {
    name: "repositories by pages",
    run: async ({ ecr }) => {
      const pages: number[] = [];
      let nextToken: string | undefined;
      do {
        const page = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 3, nextToken }));
        pages.push(page.repositories?.length ?? 0);
        nextToken = page.nextToken;
      } while (nextToken !== undefined && pages.length < 9);
      return pages;
    },
  },
  {
    name: "of two repositories, one that is not there",
    run: (client) => describe(client, REPOSITORY, "fleet-dev/nothing"),
  },
  { name: "tags of a repository", run: (client) => tagged(client, "fleet-dev/backend") },
  {
    name: "tags are added and taken away",
    run: async (client) => {
      const resourceArn = arnOf("fleet-dev/backend");
      const tags = [
        { Key: "project", Value: "other" },
        { Key: "owner", Value: "me" },
      ];
      await client.ecr.send(new TagResourceCommand({ resourceArn, tags }));
      const added = await tagged(client, "fleet-dev/backend");
      await client.ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: ["owner", "none"] }));
      return [added, await tagged(client, "fleet-dev/backend")];
    },
  },
  {
    name: "tags of a repository that is not there",
    run: (client) => tagged(client, "fleet-dev/nothing"),
  },
  {
    name: "tags of an ARN that is none",
    run: ({ ecr }) => answer(ecr.send(new ListTagsForResourceCommand({ resourceArn: "fleet" }))),
  },
  {
    name: "tags become immutable",
    run: async (client) => {
      const imageTagMutability = "IMMUTABLE" as const;
      const put = new PutImageTagMutabilityCommand({ ...named, imageTagMutability });
      const told = await answer(client.ecr.send(put), (output) => [
        ...[output.registryId, output.repositoryName, output.imageTagMutability],
      ]);
      const back = { ...named, imageTagMutability: "MUTABLE" as const };
      const described = await describe(client, REPOSITORY);
      await client.ecr.send(new PutImageTagMutabilityCommand(back));
      return [told, described];
    },
  },
  {
    name: "images are scanned on push",
    run: async (client) => {
      const imageScanningConfiguration = { scanOnPush: true };
      const put = new PutImageScanningConfigurationCommand({
        ...named,
        imageScanningConfiguration,
      });
      const told = await answer(client.ecr.send(put), (output) => [
        ...[output.registryId, output.repositoryName, output.imageScanningConfiguration],
      ]);
      return [told, await describe(client, REPOSITORY)];
    },
  },
  {
    name: "a registry password",
    run: ({ ecr }) =>
      answer(ecr.send(new GetAuthorizationTokenCommand({})), ({ authorizationData = [] }) =>
        authorizationData.map(({ authorizationToken = "", proxyEndpoint }) => ({
          user: Buffer.from(authorizationToken, "base64").toString().split(":")[0],
          endpoint: like(proxyEndpoint, /^https?:\/\/[\w.:-]+$/, "an address without a path"),
        })),
      ),
  },
  {
    name: "a registry password lasts twelve hours",
    run: ({ ecr }) =>
      answer(ecr.send(new GetAuthorizationTokenCommand({})), ({ authorizationData = [] }) =>
        // Not the hours themselves: moto's fixed date is further away every day.
        authorizationData.map(
          ({ expiresAt }) =>
            Math.round(((expiresAt?.getTime() ?? 0) - Date.now()) / 3_600_000) === 12,
        ),
      ),
  },
  {
    name: "an empty repository is deleted",
    run: async (client) => {
      const gone = { repositoryName: "fleet-dev/excluded" };
      const deleted = await answer(
        client.ecr.send(new DeleteRepositoryCommand(gone)),
        ({ repository }) => repository?.repositoryName,
      );
      return [deleted, await describe(client, gone.repositoryName)];
    },
  },
  {
    name: "a repository that is not there is deleted",
    run: ({ ecr }) =>
      answer(ecr.send(new DeleteRepositoryCommand({ repositoryName: "fleet-dev/nothing" }))),
  },
  {
    name: "a key that there is not",
    run: ({ as, guarded }) =>
      guarded(() =>
        answer(
          as({ accessKeyId: "AKIAIOSFODNN7EXAMPLE" }).send(new DescribeRepositoriesCommand({})),
        ),
      ),
  },
  {
    name: "a secret that is wrong",
    run: ({ as, guarded }) =>
      guarded(() =>
        answer(as({ secretAccessKey: "wrong" }).send(new DescribeRepositoriesCommand({}))),
      ),
  },
  {
    name: "a signed request",
    run: ({ ecr, guarded }) => guarded(() => answer(ecr.send(new DescribeRepositoriesCommand({})))),
  },
];
