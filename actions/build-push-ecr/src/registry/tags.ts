import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { RegistryClient } from "./client.ts";
import { RegistryError } from "./failure.ts";
import type { Manifest } from "./manifests.ts";

/**
 * Gives an image of the repository a tag. Its bytes, and so its digest, stay the same. ECR refuses to put an immutable
 * tag even if the tag already names this very image: after an answer that was lost, or if another job was faster. Then
 * the image that the tag names decides.
 * @throws ActionError `immutable-tag-exists` that names both digests, RegistryError
 */
export async function setTag(
  client: RegistryClient,
  repository: string,
  tag: string,
  manifest: Manifest,
): Promise<void> {
  try {
    await client.putManifest(repository, tag, manifest);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const found = await client.manifest(repository, tag).catch(() => undefined);
    if (found?.digest === manifest.digest) return;
    if (found === undefined || error.reason !== "immutable-tag-exists") throw error;
    throw tagTaken(repository, tag, found.digest, manifest.digest);
  }
}

/** Returns the error for a tag that another image holds and that cannot be moved. */
export const tagTaken = (repository: string, tag: string, holder: Digest, wanted: Digest) =>
  new ActionError({
    reason: "immutable-tag-exists",
    message: `${repository}:${tag} is already ${holder} and cannot be moved to ${wanted}`,
    fix: `choose a tag that ${repository} does not have yet, or promote ${holder}, which holds this one`,
  });
