import type { ECRClient } from "@aws-sdk/client-ecr";
import type { Digest } from "../../lib/image-reference.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { Job } from "../../lib/runtime/job.ts";
import type { ComputedKey } from "./content-key/compute.ts";
import { contentTag, differencesFrom, statesKey, tagWithKey } from "./content-key/labels.ts";
import { mayShareImages } from "./content-key/trust.ts";
import { existingTags } from "./ecr/existing.ts";
import { isImmutable } from "./ecr/mutability.ts";
import type { TagRules } from "./ecr/mutability.ts";
import { openRepository } from "./ecr/repositories.ts";
import { freeTags } from "./images/free-tags.ts";
import type { ImageRequest } from "./images/requests.ts";
import type { RegistryClient } from "./registry/client.ts";
import { REVISION, factsOf } from "./registry/facts.ts";

/** An image whose content key is known. `tags` are the wanted ones. */
export interface KeyedImage extends ImageRequest {
  key: ComputedKey;
}

/** An image with what has to be done for it: build it, or reuse one with the same content. `tags` are free for it. */
export type PlannedImage = KeyedImage & {
  /** The request that is planned, for another attempt. */
  wanted: KeyedImage;
  /** The tag under which later runs find this content; undefined = only this run may use its images. */
  sharedTag: string | undefined;
} & ({ kind: "build"; why: string } | { kind: "reuse"; digest: Digest; missingTags: string[] });

/** What the check of a repository needs. */
export interface Repositories {
  ecr: ECRClient;
  registry: RegistryClient;
  createRepository: boolean;
  job: Job;
}

/** A repository before the build: its rules, and the images it holds under the tags that matter. */
interface Found {
  rules: TagRules;
  existing: ReadonlyMap<string, Digest>;
}

/**
 * Checks the repository before the build, which may take long: whether it exists, whether it has an image with this
 * content, and whether a tag that cannot be moved is taken. If another image holds a commit tag, it is replaced by a
 * longer tag. For any other taken tag, the run fails here.
 * @throws ActionError `repository-not-found`, `immutable-tag-exists`, `access-denied`, `ecr-error`
 */
export async function checkRepository(
  wanted: KeyedImage,
  repositories: Repositories,
): Promise<PlannedImage> {
  const { ecr, createRepository, job } = repositories;
  const { repository } = wanted.image;
  const { rules, isCreatedByPush } = await openRepository(ecr, repository, createRepository, job);
  const names = [...wanted.tags, ...replacementsFor(wanted).values(), contentTag(wanted.key)];
  const { before } = job.context;
  const earlier = before === undefined ? [] : [`sha-${before}`];
  const existing = isCreatedByPush
    ? new Map<string, Digest>()
    : await existingTags(ecr, repository, [...new Set([...names, ...earlier])]);
  const found = { rules, existing };
  const digest = await findReusable(wanted, found, repositories);
  const tags = await chooseTags(wanted, found, digest, repositories);
  const sharedTag = isShared(wanted, job) ? contentTag(wanted.key) : undefined;
  if (digest === undefined) {
    const why = await explainBuild(wanted, found, repositories);
    return { ...wanted, wanted, tags, sharedTag, kind: "build", why };
  }
  const missingTags = tags.filter((tag) => existing.get(tag) !== digest);
  return { ...wanted, wanted, tags, sharedTag, kind: "reuse", digest, missingTags };
}

const replacementsFor = ({ commitTags, key }: KeyedImage): Map<string, string> =>
  new Map(commitTags.map((tag) => [tag, tagWithKey(tag, key)]));

const isShared = ({ key }: KeyedImage, { context }: Job): boolean =>
  key.doubt === undefined && mayShareImages(context);

/**
 * Finds an image with this content. The content tag is valid for every run. A run whose images only it may use (a pull
 * request) also accepts the image under its commit's tag, so that a re-run does not build again.
 */
async function findReusable(
  { image, commitTags, key }: KeyedImage,
  { existing }: Found,
  { registry, job }: Repositories,
): Promise<Digest | undefined> {
  if (key.doubt !== undefined) return undefined;
  const shared = existing.get(contentTag(key));
  if (shared !== undefined || mayShareImages(job.context)) return shared;
  for (const tag of commitTags.flatMap((name) => [name, tagWithKey(name, key)])) {
    const digest = existing.get(tag);
    if (digest === undefined) continue;
    const labels = await labelsOf(registry, image.repository, digest);
    if (labels !== undefined && statesKey(labels, key)) return digest;
  }
  return undefined;
}

/** @throws ActionError `immutable-tag-exists` */
async function chooseTags(
  wanted: KeyedImage,
  { rules, existing }: Found,
  digest: Digest | undefined,
  { registry }: Repositories,
): Promise<string[]> {
  const { tags, taken } = freeTags({
    tags: wanted.tags,
    replacements: replacementsFor(wanted),
    isImmutable: (tag) => isImmutable(rules, tag),
    existing,
    digest,
  });
  if (taken.length === 0) return tags;
  const holders = [...new Set(taken.flatMap((tag) => existing.get(tag) ?? []))];
  const [first] = holders;
  const labels = first && (await labelsOf(registry, wanted.image.repository, first));
  throw tagExists(wanted, taken, holders, labels?.[REVISION]);
}

/** Returns why there is nothing to reuse: what differs from the image of this commit or of the commit before it. */
async function explainBuild(
  { image, tags, key }: KeyedImage,
  { existing }: Found,
  { registry, job }: Repositories,
): Promise<string> {
  if (key.doubt !== undefined) return key.doubt;
  const { before = "" } = job.context;
  const other = [...tags, `sha-${before}`].find((tag) => existing.has(tag));
  const digest = other === undefined ? undefined : existing.get(other);
  if (other === undefined || digest === undefined) return "no image with this content exists yet";
  const labels = await labelsOf(registry, image.repository, digest);
  const differences = labels && differencesFrom(labels, key);
  if (differences === undefined) return `${other} does not say what it was built from`;
  if (differences.length > 0) return `it differs from ${other}: ${differences.join(", ")}`;
  return labels !== undefined && statesKey(labels, key)
    ? `${other} has this content, but was not built by a run of the default branch`
    : `it differs from ${other}: a build argument that may be a secret`;
}

/** Returns the labels of an image; undefined if it no longer exists. */
async function labelsOf(
  registry: RegistryClient,
  repository: string,
  digest: Digest,
): Promise<Readonly<Record<string, string>> | undefined> {
  const manifest = await registry.manifest(repository, digest);
  return manifest && (await factsOf(registry, repository, manifest)).labels;
}

const tagExists = (
  { image, tags }: ImageRequest,
  taken: readonly string[],
  digests: readonly Digest[],
  revision: string | undefined,
) =>
  new ActionError({
    reason: "immutable-tag-exists",
    message: `${image.repository} has immutable tags, and ${taken.join(", ")} is already taken by ${digests.join(", ")} of ${revision === undefined ? "an unknown commit" : `commit ${revision}`}`,
    fix: `build under a tag of the commit (type=sha) instead of ${tags.join(", ")}, or choose a new version; nothing was built`,
  });
