import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import type { ECRClient } from "@aws-sdk/client-ecr";
import { explainEcr } from "./failure.ts";

/**
 * Which of the tags exist, and what they name. BatchGetImage is one of the rights of pushing, DescribeImages is not.
 * @throws ActionError `access-denied`, `ecr-error`
 */
export async function existingTags(
  ecr: ECRClient,
  repository: string,
  tags: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const doing = `looking for tags in ${repository}`;
  const { images = [], failures = [] } = await ask(ecr, repository, tags, doing);
  // ECR answers 200 and puts the failures into the body; a missing image is one of them.
  const failed = failures.find(({ failureCode }) => failureCode !== "ImageNotFound");
  if (failed !== undefined)
    throw explainEcr(
      new Error(`${failed.failureCode ?? ""}: ${failed.failureReason ?? ""}`),
      doing,
    );
  for (const { imageId } of images)
    if (imageId?.imageTag !== undefined && imageId.imageDigest !== undefined)
      found.set(imageId.imageTag, imageId.imageDigest);
  return found;
}

async function ask(ecr: ECRClient, repository: string, tags: readonly string[], doing: string) {
  try {
    const imageIds = tags.map((imageTag) => ({ imageTag }));
    return await ecr.send(new BatchGetImageCommand({ repositoryName: repository, imageIds }));
  } catch (error) {
    throw explainEcr(error, doing);
  }
}
