import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { RegistryClient } from "./client.ts";
import { RegistryError } from "./failure.ts";
import type { Manifest } from "./manifests.ts";

/**
 * Gives an image of the repository a tag; its bytes and so its digest stay the same. ECR refuses to put an immutable tag
 * also when it names this very image: after an answer that was lost, or after another job that was faster. What
 * the tag names then decides.
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

/** Another image holds a tag that cannot be moved. */
export const tagTaken = (repository: string, tag: string, holder: Digest, wanted: Digest) =>
  new ActionError({
    reason: "immutable-tag-exists",
    message: `${repository}:${tag} is already ${holder} and cannot be moved to ${wanted}`,
    fix: `choose a tag that ${repository} does not have yet, or promote ${holder}, which holds this one`,
  });
