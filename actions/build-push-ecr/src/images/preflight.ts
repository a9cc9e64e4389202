import type { ECRClient } from "@aws-sdk/client-ecr";
import { userError } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { existingTags } from "../ecr/existing.ts";
import { isImmutable } from "../ecr/mutability.ts";
import { openRepository } from "../ecr/repositories.ts";
import type { RegistryClient } from "../registry/client.ts";
import { factsOf } from "../registry/facts.ts";
import type { Request } from "./requests.ts";

/** What is to be done for an image: build it, or use what an earlier run of the same commit pushed. */
export type Step =
  | { kind: "build"; request: Request }
  | { kind: "reuse"; request: Request; digest: string; missingTags: string[] };

export interface World {
  ecr: ECRClient;
  registry: RegistryClient;
  createRepository: boolean;
  job: Job;
}

/**
 * Looks at the repository before the build, which may take long: whether it exists, and whether a tag that cannot
 * be moved is taken. Taken by an image of this very commit, the run is a re-run and that image is used; taken by
 * another one, the run fails here.
 * @throws ActionError `repository-not-found`, `immutable-tag-exists`, `access-denied`, `ecr-error`
 */
export async function preflight(request: Request, world: World): Promise<Step> {
  const { repository } = request.image;
  const rules = await openRepository(world.ecr, repository, world.createRepository, world.job);
  const fixed = request.tags.filter((tag) => isImmutable(rules, tag));
  if (fixed.length === 0) return { kind: "build", request };
  const existing = await existingTags(world.ecr, repository, request.tags);
  const taken = fixed.filter((tag) => existing.has(tag));
  if (taken.length === 0) return { kind: "build", request };
  const digest = await sameImage(request, taken, existing, world);
  return {
    kind: "reuse",
    request,
    digest,
    missingTags: request.tags.filter((tag) => existing.get(tag) !== digest),
  };
}

/** The one digest of the taken tags, when it was built from this commit. */
async function sameImage(
  { image, tags }: Request,
  taken: readonly string[],
  existing: ReadonlyMap<string, string>,
  { registry, job }: World,
): Promise<string> {
  const digests = new Set(taken.map((tag) => existing.get(tag) ?? ""));
  const [digest = ""] = digests;
  const manifest = await registry.manifest(image.repository, digest);
  const facts = manifest && (await factsOf(registry, image.repository, manifest));
  if (digests.size === 1 && facts?.revision === job.context.sha) return digest;
  const commit = facts?.revision === undefined ? "an unknown commit" : `commit ${facts.revision}`;
  throw userError({
    reason: "immutable-tag-exists",
    message: `${image.repository} has immutable tags, and ${taken.join(", ")} is taken already by ${[...digests].join(", ")} of ${commit}`,
    fix: `build under a tag of the commit (type=sha) instead of ${tags.join(", ")}, or choose a new version; nothing was built`,
  });
}
