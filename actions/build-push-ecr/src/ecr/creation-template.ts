import { DescribeRepositoryCreationTemplatesCommand } from "@aws-sdk/client-ecr";
import type { ECRClient, RepositoryCreationTemplate } from "@aws-sdk/client-ecr";
import { codeOf } from "../../../lib/aws/sdk-error.ts";
import { ecrError } from "./failure.ts";

/** The prefix of the template for all repositories that no other template is for. */
const ROOT = "ROOT";

/**
 * Returns the template from which ECR would create a repository when an image is pushed to it.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
 * @returns undefined if no template is for it; "denied" if the role may not read the templates
 * @throws ActionError `ecr-error`
 */
export async function findTemplate(
  ecr: ECRClient,
  repository: string,
): Promise<RepositoryCreationTemplate | "denied" | undefined> {
  const all = await readTemplates(ecr, repository);
  return all === "denied" ? all : templateFor(all, repository);
}

/**
 * Returns the template of the longest prefix: ECR uses only this one, whatever it applies to.
 * @returns undefined if it does not apply to pushes
 */
export function templateFor(
  templates: readonly RepositoryCreationTemplate[],
  repository: string,
): RepositoryCreationTemplate | undefined {
  const [closest] = templates
    .filter(({ prefix = "" }) => prefix === ROOT || repository.startsWith(`${prefix}/`))
    .sort((a, b) => lengthOf(b) - lengthOf(a));
  return closest?.appliedFor?.includes("CREATE_ON_PUSH") === true ? closest : undefined;
}

const lengthOf = ({ prefix = "" }: RepositoryCreationTemplate): number =>
  prefix === ROOT ? 0 : prefix.length;

async function readTemplates(
  ecr: ECRClient,
  repository: string,
): Promise<RepositoryCreationTemplate[] | "denied"> {
  const found: RepositoryCreationTemplate[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await ecr.send(new DescribeRepositoryCreationTemplatesCommand({ nextToken }));
      found.push(...(page.repositoryCreationTemplates ?? []));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
  } catch (error) {
    if (codeOf(error).startsWith("AccessDenied")) return "denied";
    throw ecrError(error, `looking for a creation template for the repository ${repository}`);
  }
  return found;
}
