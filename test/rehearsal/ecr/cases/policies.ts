import {
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryPolicyCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from "@aws-sdk/client-ecr";
import { ACCOUNT } from "../../aws/account.ts";
import { answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import type { EcrAccount } from "../client.ts";
import { REPOSITORY } from "./repositories.ts";

const named = { repositoryName: REPOSITORY };
const nobody = { repositoryName: "fleet-dev/nothing" };

const LIFECYCLE = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      description: "untagged images go after a week",
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 7,
      },
      action: { type: "expire" },
    },
  ],
});

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Pull",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    },
  ],
});

interface PolicyAnswer {
  registryId?: string | undefined;
  repositoryName?: string | undefined;
  lifecyclePolicyText?: string | undefined;
  policyText?: string | undefined;
}

const told = ({ registryId, repositoryName, lifecyclePolicyText, policyText }: PolicyAnswer) => ({
  ...{ registryId, repositoryName },
  text: JSON.parse(lifecyclePolicyText ?? policyText ?? "null") as unknown,
});

const putLifecycle = ({ ecr }: EcrAccount, lifecyclePolicyText: string) =>
  answer(ecr.send(new PutLifecyclePolicyCommand({ ...named, lifecyclePolicyText })), told);
const setPolicy = ({ ecr }: EcrAccount, policyText: string) =>
  answer(ecr.send(new SetRepositoryPolicyCommand({ ...named, policyText })), told);

export const POLICY_CASES: Case<EcrAccount>[] = [
  {
    name: "a lifecycle policy that is not there",
    run: ({ ecr }) => answer(ecr.send(new GetLifecyclePolicyCommand(named))),
  },
  { name: "a lifecycle policy is put", run: (client) => putLifecycle(client, LIFECYCLE) },
  {
    name: "a lifecycle policy is read",
    run: ({ ecr }) => answer(ecr.send(new GetLifecyclePolicyCommand(named)), told),
  },
  { name: "a lifecycle policy that is no JSON", run: (client) => putLifecycle(client, "{") },
  {
    name: "a lifecycle policy without rules",
    run: (client) =>
      putLifecycle(
        client,
        JSON.stringify({
          comment: "this is longer than 100 characters, the least there may be: ".repeat(2),
        }),
      ),
  },
  {
    name: "a lifecycle policy is deleted, and again",
    run: async ({ ecr }) => [
      await answer(ecr.send(new DeleteLifecyclePolicyCommand(named)), told),
      await answer(ecr.send(new DeleteLifecyclePolicyCommand(named)), told),
    ],
  },
  {
    name: "the lifecycle policy of a repository that is not there",
    run: ({ ecr }) => answer(ecr.send(new GetLifecyclePolicyCommand(nobody))),
  },
  {
    name: "a repository policy that is not there",
    run: ({ ecr }) => answer(ecr.send(new GetRepositoryPolicyCommand(named))),
  },
  { name: "a repository policy is set", run: (client) => setPolicy(client, POLICY) },
  {
    name: "a repository policy is read",
    run: ({ ecr }) => answer(ecr.send(new GetRepositoryPolicyCommand(named)), told),
  },
  { name: "a repository policy that is no JSON", run: (client) => setPolicy(client, "{") },
  {
    name: "a repository policy is deleted, and again",
    run: async ({ ecr }) => [
      await answer(ecr.send(new DeleteRepositoryPolicyCommand(named)), told),
      await answer(ecr.send(new DeleteRepositoryPolicyCommand(named)), told),
    ],
  },
  {
    name: "the policy of a repository that is not there",
    run: ({ ecr }) => answer(ecr.send(new GetRepositoryPolicyCommand(nobody))),
  },
];
