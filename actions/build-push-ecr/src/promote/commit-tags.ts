import { ActionError } from "../../../lib/runtime/errors.ts";
import { keyTagOf } from "../content-key/labels.ts";
import type { RegistryClient } from "../registry/client.ts";
import { factsOf } from "../registry/facts.ts";
import { checkEach } from "./check-each.ts";
import type { StoredImage, StoredImages } from "./stored-images.ts";

/**
 * Returns the images with their commit tags in the source: `sha-<commit>`, or the tag with a suffix that a build uses
 * if the plain tag names other content. The tag proves that the digest belongs to the commit.
 * @param given images as a release record has them; a tag that is already there is kept, and checked like any other
 * @throws ActionError with the problems of all images: `source-tag-moved`, and the errors of the registry
 */
export async function findCommitTags(
  given: StoredImages,
  commit: string,
  source: RegistryClient,
): Promise<StoredImages> {
  const found = new Map<string, StoredImage>();
  await checkEach(given, async ([name, image]) => {
    const tag = image.tag ?? (await findTag(name, image, commit, source));
    found.set(name, { ...image, tag });
  });
  return found;
}

async function findTag(
  name: string,
  { repository, digest }: StoredImage,
  commit: string,
  source: RegistryClient,
): Promise<string | undefined> {
  const plain = `sha-${commit}`;
  const holder = (await source.manifest(repository, plain))?.digest;
  if (holder === digest) return plain;
  const manifest = await source.manifest(repository, digest);
  // The check of the image reports that it is missing, together with the other images.
  if (manifest === undefined) return plain;
  const withKey = keyTagOf(plain, (await factsOf(source, repository, manifest)).labels);
  if (withKey !== undefined && (await source.manifest(repository, withKey))?.digest === digest)
    return withKey;
  throw new ActionError({
    reason: "source-tag-moved",
    message: `image ${name}: ${digest} has no tag of the commit ${commit} in ${repository}; ${plain} is ${holder ?? "not there"}`,
    fix: "promote a release whose images have the tags of their commit (type=sha), and keep the source's repositories immutable",
  });
}
