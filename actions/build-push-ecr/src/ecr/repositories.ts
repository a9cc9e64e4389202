import { CreateRepositoryCommand, DescribeRepositoriesCommand } from "@aws-sdk/client-ecr";
import type { ECRClient, Repository, RepositoryCreationTemplate } from "@aws-sdk/client-ecr";
import { codeOf } from "../../../lib/aws/sdk-error.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { findTemplate } from "./creation-template.ts";
import { ecrError } from "./failure.ts";
import type { TagRules } from "./mutability.ts";

/** A repository that can be pushed to. */
export interface OpenRepository {
  rules: TagRules;
  /** It does not exist yet: ECR creates it at the first push. */
  isCreatedByPush: boolean;
}

/**
 * Returns the repository's rules for tags. Creates a missing repository first if `create` is set. If ECR creates it at
 * the push, from a creation template, the rules are those of the template.
 * @throws ActionError `repository-not-found`, `access-denied`, `ecr-error`
 */
export async function openRepository(
  ecr: ECRClient,
  name: string,
  create: boolean,
  job: Job,
): Promise<OpenRepository> {
  const found =
    (await describe(ecr, name)) ?? (create ? await createRepository(ecr, name, job) : undefined);
  if (found !== undefined) return { rules: rulesOf(found), isCreatedByPush: false };
  const template = await findTemplate(ecr, name);
  if (template === undefined || template === "denied")
    throw repositoryNotFound(name, template === "denied");
  job.log.notice(
    `the ECR repository ${name} does not exist yet: ECR creates it at the push, from the creation template ${template.prefix ?? ""}`,
  );
  return { rules: rulesOf(template), isCreatedByPush: true };
}

/**
 * Returns the repository's rules for tags; undefined if there is no such repository.
 * @throws ActionError `access-denied`, `ecr-error`
 */
export async function findRepository(ecr: ECRClient, name: string): Promise<TagRules | undefined> {
  const found = await describe(ecr, name);
  return found && rulesOf(found);
}

/** @param mayHaveTemplate whether the role was not allowed to look for a creation template */
export const repositoryNotFound = (name: string, mayHaveTemplate = false) =>
  new ActionError({
    reason: "repository-not-found",
    message: `the ECR repository ${name} does not exist`,
    fix: `create it in one of three ways: with this pipeline's infrastructure workspace, add ${JSON.stringify(imageOf(name))} to the list repositories in its variable files (repositories = ["web", "api"] makes one for each name) and apply it first; or set create-repository: true, which the workflows take too, and allow the push role ecr:CreateRepository; or run: aws ecr create-repository --repository-name ${name} --image-tag-mutability IMMUTABLE --image-scanning-configuration scanOnPush=true${mayHaveTemplate ? TEMPLATE : ""}`,
  });

const TEMPLATE =
  "; if a creation template of ECR makes it at the first push, allow the role ecr:DescribeRepositoryCreationTemplates, so that this is known";

/**
 * Returns the image of a repository. The workspace names repositories after the system and the image: fleet-dev/web is
 * for web.
 */
const imageOf = (name: string): string => name.split("/").at(-1) ?? name;

const rulesOf = (found: Repository | RepositoryCreationTemplate): TagRules => ({
  mutability: found.imageTagMutability ?? "MUTABLE",
  exclusions: (found.imageTagMutabilityExclusionFilters ?? []).map(({ filter }) => filter ?? ""),
});

async function describe(ecr: ECRClient, name: string): Promise<Repository | undefined> {
  try {
    const { repositories } = await ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [name] }),
    );
    return repositories?.[0];
  } catch (error) {
    if (codeOf(error) === "RepositoryNotFoundException") return undefined;
    throw ecrError(error, `looking for the repository ${name}`);
  }
}

async function createRepository(
  ecr: ECRClient,
  name: string,
  job: Job,
): Promise<Repository | undefined> {
  try {
    const { repository } = await ecr.send(
      new CreateRepositoryCommand({
        repositoryName: name,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
      }),
    );
    job.log.notice(`created the ECR repository ${name} with immutable tags and scan on push`);
    return repository;
  } catch (error) {
    // Another job created it in the meantime.
    if (codeOf(error) === "RepositoryAlreadyExistsException") return describe(ecr, name);
    throw ecrError(error, `creating the repository ${name}`);
  }
}
