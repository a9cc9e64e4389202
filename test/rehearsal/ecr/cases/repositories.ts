import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  type CreateRepositoryCommandInput,
  type Repository,
} from "@aws-sdk/client-ecr";
import { answer, like } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import type { EcrAccount } from "../client.ts";

/** Later cases use this repository. */
export const REPOSITORY = "fleet-dev/frontend";
const named = { repositoryName: REPOSITORY };

const shown = (repository: Repository | undefined) => ({
  ...repository,
  createdAt: repository?.createdAt !== undefined,
});

const create = ({ ecr }: EcrAccount, change: Partial<CreateRepositoryCommandInput> = {}) =>
  answer(ecr.send(new CreateRepositoryCommand({ ...named, ...change })), ({ repository }) =>
    shown(repository),
  );

const describe = ({ ecr }: EcrAccount, ...repositoryNames: string[]) =>
  answer(ecr.send(new DescribeRepositoriesCommand({ repositoryNames })), ({ repositories }) =>
    repositories?.map(shown),
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
    name: "a repository as build-push-ecr makes it",
    run: (client) =>
      create(client, {
        repositoryName: "fleet-dev/backend",
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
      }),
  },
  {
    name: "a repository called constructor",
    run: async (client) => [
      await describe(client, "constructor"),
      await create(client, { repositoryName: "constructor" }),
    ],
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
    name: "of two repositories, one that is not there",
    run: (client) => describe(client, REPOSITORY, "fleet-dev/nothing"),
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
        // Does not compare the hours themselves: moto's fixed date is further away every day.
        authorizationData.map(
          ({ expiresAt }) =>
            Math.round(((expiresAt?.getTime() ?? 0) - Date.now()) / 3_600_000) === 12,
        ),
      ),
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
