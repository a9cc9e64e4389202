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
  const rules = await openRepository(ecr, "fleet/web", true, job);
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
  const rules = await openRepository(ecr, "fleet/web", true, job);
  expect(rules).toStrictEqual({ mutability: "MUTABLE", exclusions: [] });
});

test("a missing repository is created only on request", async () => {
  const { ecr, sent } = answering(thrown("RepositoryNotFoundException"));
  await expect(openRepository(ecr, "fleet/web", false, job)).rejects.toMatchObject({
    reason: "repository-not-found",
  });
  expect(sent).toHaveLength(1);
});
