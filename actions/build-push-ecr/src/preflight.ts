import type { ECRClient } from "@aws-sdk/client-ecr";
import type { Digest } from "../../lib/image-reference.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { existingTags } from "./ecr/existing.ts";
import { isImmutable } from "./ecr/mutability.ts";
import { openRepository } from "./ecr/repositories.ts";
import type { RegistryClient } from "./registry/client.ts";
import { factsOf } from "./registry/facts.ts";
import type { ImageRequest } from "./images/requests.ts";

/** An image with what has to be done for it: build it, or use what an earlier run of the same commit pushed. */
export type PlannedImage = ImageRequest &
  ({ kind: "build" } | { kind: "reuse"; digest: Digest; missingTags: string[] });

/** What the check of the repositories needs. */
export interface Repositories {
  ecr: ECRClient;
  registry: RegistryClient;
  createRepository: boolean;
  job: Job;
}

/**
 * Checks the repository before the build, which may take long: whether it exists, and whether a tag that cannot be
 * moved is taken. When it is taken by an image of this very commit, the run is a re-run and that image is used; when
 * it is taken by another one, the run fails here.
 * @throws ActionError `repository-not-found`, `immutable-tag-exists`, `access-denied`, `ecr-error`
 */
export async function checkRepository(
  request: ImageRequest,
  { ecr, registry, createRepository, job }: Repositories,
): Promise<PlannedImage> {
  const { repository } = request.image;
  const rules = await openRepository(ecr, repository, createRepository, job);
  const fixed = request.tags.filter((tag) => isImmutable(rules, tag));
  if (fixed.length === 0) return { ...request, kind: "build" };
  const existing = await existingTags(ecr, repository, request.tags);
  const taken = fixed.filter((tag) => existing.has(tag));
  const digests = new Set(taken.flatMap((tag) => existing.get(tag) ?? []));
  const [digest, ...others] = digests;
  if (digest === undefined) return { ...request, kind: "build" };
  const revision = await revisionOf(registry, repository, digest);
  if (others.length > 0 || revision !== job.context.sha)
    throw tagExists(request, taken, [...digests], revision);
  return {
    ...request,
    kind: "reuse",
    digest,
    missingTags: request.tags.filter((tag) => existing.get(tag) !== digest),
  };
}

/** The commit that an image was built from; undefined when the image does not say it. */
async function revisionOf(
  registry: RegistryClient,
  repository: string,
  digest: Digest,
): Promise<string | undefined> {
  const manifest = await registry.manifest(repository, digest);
  return manifest && (await factsOf(registry, repository, manifest)).revision;
}

const tagExists = (
  { image, tags }: ImageRequest,
  taken: readonly string[],
  digests: readonly Digest[],
  revision: string | undefined,
) =>
  new ActionError({
    reason: "immutable-tag-exists",
    message: `${image.repository} has immutable tags, and ${taken.join(", ")} is taken already by ${digests.join(", ")} of ${revision === undefined ? "an unknown commit" : `commit ${revision}`}`,
    fix: `build under a tag of the commit (type=sha) instead of ${tags.join(", ")}, or choose a new version; nothing was built`,
  });
