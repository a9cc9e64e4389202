import type { ECRClient, RepositoryCreationTemplate } from "@aws-sdk/client-ecr";
import { expect, test } from "@jest/globals";
import {
  findTemplate,
  templateFor,
} from "../../../../../actions/build-push-ecr/src/ecr/creation-template.ts";

const template = (
  prefix: string,
  ...appliedFor: NonNullable<RepositoryCreationTemplate["appliedFor"]>
): RepositoryCreationTemplate => ({ prefix, appliedFor });

const ALL = [
  template("ROOT", "CREATE_ON_PUSH"),
  template("fleet", "REPLICATION", "CREATE_ON_PUSH"),
  template("fleet/cache", "PULL_THROUGH_CACHE"),
];

test.each([
  ["fleet/web", "fleet"],
  ["fleet-dev/web", "ROOT"],
  ["web", "ROOT"],
  // The template of the longest prefix does not apply to pushes.
  ["fleet/cache/node", undefined],
])("the template for %s is %s", (repository, expected) => {
  expect(templateFor(ALL, repository)?.prefix).toBe(expected);
});

test("a template for other cases only makes nothing at a push", () => {
  expect(templateFor([template("ROOT", "REPLICATION")], "web")).toBeUndefined();
  expect(templateFor([], "web")).toBeUndefined();
});

/** An ECR client that gives these answers in order, and throws those that are errors. */
const answering = (...answers: unknown[]): ECRClient =>
  ({
    send: () => {
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  }) as unknown as ECRClient;

test("all pages are read", async () => {
  const ecr = answering({ nextToken: "n" }, { repositoryCreationTemplates: ALL });
  expect(await findTemplate(ecr, "fleet/web")).toBe(ALL[1]);
});

test("a refusal is no answer about templates; any other error is an error", async () => {
  const named = (name: string) => Object.assign(new Error(name), { name });
  expect(await findTemplate(answering(named("AccessDeniedException")), "web")).toBe("denied");
  await expect(findTemplate(answering(named("ServerException")), "web")).rejects.toMatchObject({
    reason: "ecr-error",
  });
});
