import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import type { ECRClient } from "@aws-sdk/client-ecr";
import { parseDigest } from "../../../lib/image-reference.ts";
import type { Digest } from "../../../lib/image-reference.ts";
import { ecrError, toActionError } from "./failure.ts";

/**
 * Returns which of the tags exist, and which digest each names. The rights for pushing include BatchGetImage, but not
 * DescribeImages.
 * @throws ActionError `access-denied`, `ecr-error`
 */
export async function existingTags(
  ecr: ECRClient,
  repository: string,
  tags: readonly string[],
): Promise<Map<string, Digest>> {
  const found = new Map<string, Digest>();
  for (let at = 0; at < tags.length; at += MOST_TAGS)
    for (const [tag, digest] of await findTags(ecr, repository, tags.slice(at, at + MOST_TAGS)))
      found.set(tag, digest);
  return found;
}

/** Tags in one request. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html */
const MOST_TAGS = 100;

async function findTags(
  ecr: ECRClient,
  repository: string,
  tags: readonly string[],
): Promise<Map<string, Digest>> {
  const doing = `looking for tags in ${repository}`;
  const { images = [], failures = [] } = await batchGetImage(ecr, repository, tags, doing);
  // ECR answers 200 and lists the failures in the body. A missing image is one of them, and is no error here.
  const failed = failures.find(({ failureCode }) => failureCode !== "ImageNotFound");
  if (failed !== undefined) {
    const { failureCode: code, failureReason: summary = "" } = failed;
    throw toActionError({ origin: "ecr", code, summary }, doing);
  }
  const found = new Map<string, Digest>();
  for (const { imageId } of images) {
    const digest = parseDigest(imageId?.imageDigest);
    if (imageId?.imageTag !== undefined && digest !== undefined)
      found.set(imageId.imageTag, digest);
  }
  return found;
}

async function batchGetImage(
  ecr: ECRClient,
  repository: string,
  tags: readonly string[],
  doing: string,
) {
  try {
    const imageIds = tags.map((imageTag) => ({ imageTag }));
    return await ecr.send(new BatchGetImageCommand({ repositoryName: repository, imageIds }));
  } catch (error) {
    throw ecrError(error, doing);
  }
}
