import type { ECRClient } from "@aws-sdk/client-ecr";
import { expect, test } from "@jest/globals";
import { openRepository } from "../../../../../actions/build-push-ecr/src/ecr/repositories.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

const job = { log: { notice: () => undefined } } as unknown as Job;
const thrown = (name: string) => Object.assign(new Error(name), { name });

/** An ECR client that gives these answers in order, and throws those that are errors. */
function answering(...answers: unknown[]) {
  const sent: object[] = [];
  const send = ({ input }: { input: object }) => {
    sent.push(input);
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { ecr: { send } as unknown as ECRClient, sent };
}

test("a missing repository is created with immutable tags and scan on push", async () => {
  const { ecr, sent } = answering(thrown("RepositoryNotFoundException"), {
    repository: { imageTagMutability: "IMMUTABLE" },
  });
  const { rules } = await openRepository(ecr, "fleet/web", true, job);
  expect(rules).toStrictEqual({ mutability: "IMMUTABLE", exclusions: [] });
  expect(sent[1]).toStrictEqual({
    repositoryName: "fleet/web",
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
  });
});

test("a repository that another job creates at the same moment is used as it is", async () => {
  const { ecr } = answering(
    thrown("RepositoryNotFoundException"),
    thrown("RepositoryAlreadyExistsException"),
    { repositories: [{ imageTagMutability: "MUTABLE" }] },
  );
  const opened = await openRepository(ecr, "fleet/web", true, job);
  expect(opened).toStrictEqual({
    rules: { mutability: "MUTABLE", exclusions: [] },
    isCreatedByPush: false,
  });
});

test("a missing repository is created only on request", async () => {
  const { ecr, sent } = answering(thrown("RepositoryNotFoundException"), {});
  await expect(openRepository(ecr, "fleet/web", false, job)).rejects.toMatchObject({
    reason: "repository-not-found",
    fix: expect.not.stringContaining("creation template") as unknown,
  });
  expect(sent).toStrictEqual([{ repositoryNames: ["fleet/web"] }, { nextToken: undefined }]);
});

test("a repository that ECR creates at the push has the rules of its creation template", async () => {
  const template = {
    prefix: "fleet",
    appliedFor: ["CREATE_ON_PUSH"],
    imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
    imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "latest*" }],
  };
  const { ecr } = answering(thrown("RepositoryNotFoundException"), {
    repositoryCreationTemplates: [template],
  });
  expect(await openRepository(ecr, "fleet/web", false, job)).toStrictEqual({
    rules: { mutability: "IMMUTABLE_WITH_EXCLUSION", exclusions: ["latest*"] },
    isCreatedByPush: true,
  });
});

test("the advice for a missing repository says so if creation templates cannot be read", async () => {
  const { ecr } = answering(thrown("RepositoryNotFoundException"), thrown("AccessDeniedException"));
  await expect(openRepository(ecr, "fleet/web", false, job)).rejects.toMatchObject({
    reason: "repository-not-found",
    fix: expect.stringContaining("ecr:DescribeRepositoryCreationTemplates") as unknown,
  });
});
