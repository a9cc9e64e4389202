import { RegistryError, type ManifestEntry } from "../../registry/index.ts";
import { AwsError } from "../errors.ts";
import { pageOf } from "./pages.ts";
import type { Repositories } from "./repositories.ts";
import { imageIdsOf, recordOf, textOf, type ImageId, type Input } from "./shapes.ts";

/** DescribeImages: sizes, tags and push times from the registry's true manifests. */
export function describeImages(input: Input, repositories: Repositories): Input {
  const { name } = repositories.open(textOf(input, "repositoryName"));
  const { images } = repositories.registry;
  const ids = imageIdsOf(input);
  const status = recordOf(input["filter"])["tagStatus"];
  const found =
    ids?.map((id) => {
      const entry = images.find(name, id.imageDigest ?? id.imageTag ?? "");
      if (entry === undefined) throw notFound(id, name, repositories.accountId);
      return entry;
    }) ?? images.manifests(name);
  const details = [...new Set(found)].map((entry) => detailOf(entry, name, repositories));
  const shown = details.filter(
    ({ imageTags }) =>
      status === undefined ||
      status === "ANY" ||
      (status === "TAGGED") === (imageTags !== undefined),
  );
  const { page, ...next } = pageOf(shown, input);
  return { imageDetails: page, ...next };
}

function detailOf(entry: ManifestEntry, name: string, repositories: Repositories): Input {
  const tags = tagsOn(entry.digest, name, repositories);
  return {
    registryId: repositories.accountId,
    repositoryName: name,
    imageDigest: entry.digest,
    ...(tags.length > 0 && { imageTags: tags }),
    imageSizeInBytes: entry.imageSize,
    imagePushedAt: entry.pushedAt / 1000,
    imageManifestMediaType: entry.mediaType,
    ...(entry.artifactType !== undefined && { artifactMediaType: entry.artifactType }),
  };
}

function tagsOn(digest: string, name: string, { registry }: Repositories): string[] {
  const tags = Object.entries(registry.images.tags(name));
  return tags.filter(([, target]) => target === digest).map(([tag]) => tag);
}

function notFound({ imageDigest, imageTag }: ImageId, name: string, account: string): AwsError {
  const id = `{imageDigest:'${imageDigest ?? "null"}', imageTag:'${imageTag ?? "null"}'}`;
  return new AwsError(
    "ImageNotFoundException",
    400,
    `The image with imageId ${id} does not exist within the repository with name '${name}' in the registry with id '${account}'`,
  );
}

export function listImages(input: Input, repositories: Repositories): Input {
  const { name } = repositories.open(textOf(input, "repositoryName"));
  const status = recordOf(input["filter"])["tagStatus"];
  const imageIds = repositories.registry.images.manifests(name).flatMap(({ digest }): ImageId[] => {
    const tags = tagsOn(digest, name, repositories);
    if (tags.length === 0) return status === "TAGGED" ? [] : [{ imageDigest: digest }];
    if (status === "UNTAGGED") return [];
    return tags.map((imageTag) => ({ imageDigest: digest, imageTag }));
  });
  const { page, ...next } = pageOf(imageIds, input);
  return { imageIds: page, ...next };
}

/** BatchGetImage: what is not there is told in `failures`, with status 200 (I-E 23). */
export async function batchGetImage(input: Input, repositories: Repositories): Promise<Input> {
  const { name } = repositories.open(textOf(input, "repositoryName"));
  const images: Input[] = [];
  const failures: Input[] = [];
  for (const id of imageIdsOf(input) ?? []) {
    const entry = repositories.registry.images.find(name, id.imageTag ?? id.imageDigest ?? "");
    const failure = entry === undefined ? MISSING : mismatch(id, entry);
    if (entry === undefined || failure !== undefined) {
      failures.push({ imageId: id, ...(failure ?? MISSING) });
      continue;
    }
    const bytes = await repositories.registry.images.blobs.read(entry.digest);
    images.push({
      registryId: repositories.accountId,
      repositoryName: name,
      imageId: { ...id, imageDigest: entry.digest },
      imageManifest: bytes.toString("utf8"),
      imageManifestMediaType: entry.mediaType,
    });
  }
  return { images, failures };
}

interface Failure {
  failureCode: string;
  failureReason: string;
}

const MISSING: Failure = {
  failureCode: "ImageNotFound",
  failureReason: "Requested image not found",
};

function mismatch({ imageDigest }: ImageId, entry: ManifestEntry): Failure | undefined {
  if (imageDigest === undefined || imageDigest === entry.digest) return undefined;
  return {
    failureCode: "ImageTagDoesNotMatchDigest",
    failureReason: "Image tag does not match digest",
  };
}

/**
 * PutImage: the exact bytes of a manifest under a tag.
 * @throws AwsError ImageAlreadyExistsException, ImageTagAlreadyExistsException, ImageDigestDoesNotMatchException,
 *   LayersNotFoundException, ReferencedImagesNotFoundException
 */
export async function putImage(input: Input, repositories: Repositories): Promise<Input> {
  const { name } = repositories.open(textOf(input, "repositoryName"));
  const bytes = Buffer.from(textOf(input, "imageManifest"), "utf8");
  const mediaType = (input["imageManifestMediaType"] as string | undefined) ?? "";
  const tag = input["imageTag"] as string | undefined;
  const stated = input["imageDigest"] as string | undefined;
  const { images } = repositories.registry;
  const digest = await images.blobs.put(bytes);
  if (stated !== undefined && stated !== digest)
    throw new AwsError(
      "ImageDigestDoesNotMatchException",
      400,
      `The specified image digest '${stated}' does not match the digest that Amazon ECR calculated for the image '${digest}'`,
    );
  refuseExisting(name, digest, tag, repositories);
  const entry = await translate(images.put(name, tag ?? digest, bytes, mediaType), mediaType);
  const image = {
    registryId: repositories.accountId,
    repositoryName: name,
    imageId: { imageDigest: digest, ...(tag !== undefined && { imageTag: tag }) },
    imageManifest: bytes.toString("utf8"),
    imageManifestMediaType: entry.mediaType,
  };
  return { image };
}

function refuseExisting(
  name: string,
  digest: string,
  tag: string | undefined,
  repositories: Repositories,
): void {
  const { images } = repositories.registry;
  const existing = tag === undefined ? images.find(name, digest) : images.find(name, tag);
  if (existing?.digest === digest)
    throw new AwsError(
      "ImageAlreadyExistsException",
      400,
      `Image with digest '${digest}' and tag '${tag ?? "null"}' already exists in the repository with name '${name}' in registry with id '${repositories.accountId}'`,
    );
  if (tag !== undefined && existing !== undefined && repositories.isImmutable(name, tag))
    throw new AwsError("ImageTagAlreadyExistsException", 400, repositories.immutable(name, tag));
}

/** The registry's refusal in the words of the API. */
async function translate<T>(put: Promise<T>, mediaType: string): Promise<T> {
  try {
    return await put;
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (error.code !== "MANIFEST_BLOB_UNKNOWN")
      throw new AwsError("InvalidParameterException", 400, error.message);
    const index = /index|list/.test(mediaType);
    throw new AwsError(
      index ? "ReferencedImagesNotFoundException" : "LayersNotFoundException",
      400,
      `${index ? "Images" : "Layers"} with digests '[${digestsIn(error).join(", ")}]' required for pushing the image do not exist`,
    );
  }
}

function digestsIn({ details }: RegistryError): string[] {
  return details.map((detail) => (detail as { digest: string }).digest);
}

/** BatchDeleteImage: without its last tag an image is gone, and with its digest all its tags are. */
export function batchDeleteImage(input: Input, repositories: Repositories): Input {
  const { name } = repositories.open(textOf(input, "repositoryName"));
  const { images } = repositories.registry;
  const imageIds: ImageId[] = [];
  const failures: Input[] = [];
  for (const id of imageIdsOf(input) ?? []) {
    const entry = images.find(name, id.imageDigest ?? id.imageTag ?? "");
    const failure = undeletable(id) ?? (entry === undefined ? MISSING : mismatch(id, entry));
    if (entry === undefined || failure !== undefined) {
      failures.push({ imageId: id, ...(failure ?? MISSING) });
      continue;
    }
    const { digest: imageDigest } = entry;
    const tags = tagsOn(imageDigest, name, repositories);
    if (id.imageDigest === undefined && tags.length > 1) {
      images.removeTag(name, id.imageTag ?? "");
      imageIds.push({ ...id, imageDigest });
    } else {
      images.removeManifest(name, imageDigest);
      if (tags.length === 0) imageIds.push({ imageDigest });
      imageIds.push(...tags.map((imageTag) => ({ imageDigest, imageTag })));
    }
  }
  return { imageIds, failures };
}

function undeletable({ imageDigest, imageTag }: ImageId): Failure | undefined {
  if (imageDigest === undefined && imageTag === undefined)
    return {
      failureCode: "MissingDigestAndTag",
      failureReason: "Invalid request parameters: both tag and digest cannot be null",
    };
  if (imageDigest === undefined || /^[a-zA-Z0-9-_+.]+:[a-fA-F0-9]{64}$/.test(imageDigest))
    return undefined;
  return {
    failureCode: "InvalidImageDigest",
    failureReason:
      "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
  };
}
