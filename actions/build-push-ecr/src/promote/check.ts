import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { RESTORE } from "../ecr/failure.ts";
import { isImmutable } from "../ecr/mutability.ts";
import type { TagRules } from "../ecr/mutability.ts";
import type { RegistryClient } from "../registry/client.ts";
import { tagTaken } from "../registry/tags.ts";
import { checkEach } from "./check-each.ts";
import { isCommitTag } from "./promotions.ts";
import type { Promotion } from "./promotions.ts";
import { readReferrers } from "./referrers.ts";
import type { Referrer } from "./referrers.ts";
import { readTree } from "./tree.ts";
import type { Tree } from "./tree.ts";

/** The two registries of a promotion; both may be the same one. */
export interface Registries {
  source: RegistryClient;
  destination: RegistryClient;
  /**
   * Returns a destination repository's rules for moving tags; undefined = it does not exist yet, and will be created.
   * @throws ActionError `repository-not-found`, `access-denied`, `ecr-error`
   */
  rulesOf: (repository: string) => Promise<TagRules | undefined>;
}

/** An image that can be promoted: it exists, it is complete, and its tags can be set. */
export interface CheckedPromotion extends Promotion {
  tree: Tree;
  /** Empty within one repository, which already has them. */
  referrers: Referrer[];
  /** Source and destination are the same repository of the same registry, so nothing is copied. */
  isRetag: boolean;
  /** The tags that do not exist yet, or name another image. */
  tagsToSet: string[];
  /** The images that the moved tags named before. */
  moved: ReadonlyMap<string, Digest>;
}

/**
 * Checks all images before the first one is copied. A tag that exists with another digest is only moved if the
 * repository allows it, and never if it is a commit tag.
 * @throws ActionError with the problems of all images: `source-image-missing`, `source-tag-moved`,
 *   `source-access-denied`, `manifest-not-supported`, `repository-not-found`, `immutable-tag-exists`, and others
 */
export async function checkPromotions(
  promotions: readonly Promotion[],
  registries: Registries,
): Promise<CheckedPromotion[]> {
  const checked: CheckedPromotion[] = [];
  await checkEach(promotions, async (promotion) =>
    checked.push(await checkPromotion(promotion, registries)),
  );
  return checked;
}

async function checkPromotion(
  promotion: Promotion,
  registries: Registries,
): Promise<CheckedPromotion> {
  const { source, destination } = registries;
  const { from, to, digest } = promotion;
  const isRetag = source.url === destination.url && from === to;
  const tree = await readTree(source, from, digest);
  if (tree === undefined) throw sourceMissing(promotion);
  await checkSourceTag(promotion, source);
  const { tagsToSet, moved } = await checkTags(promotion, registries);
  const referrers = isRetag ? [] : await readReferrers(source, from, tree);
  return { ...promotion, tree, referrers, isRetag, tagsToSet, moved };
}

/** Checks the commit tag of an image, which proves the commit that it was built from. */
async function checkSourceTag(
  { name, from, sourceTag, digest }: Promotion,
  source: RegistryClient,
): Promise<void> {
  if (sourceTag === undefined) return;
  const found = await source.manifest(from, sourceTag);
  if (found?.digest === digest) return;
  throw new ActionError({
    reason: "source-tag-moved",
    message: `image ${name}: ${from}:${sourceTag} should be ${digest}, but it is ${found?.digest ?? "not there"}`,
    fix: "promote a release whose images have the tags of their commit (type=sha), and keep the source's repositories immutable",
  });
}

async function checkTags(
  { to, tags, digest }: Promotion,
  { destination, rulesOf }: Registries,
): Promise<Pick<CheckedPromotion, "tagsToSet" | "moved">> {
  const rules = await rulesOf(to);
  const moved = new Map<string, Digest>();
  const tagsToSet: string[] = [];
  for (const tag of tags) {
    const holder = rules && (await destination.manifest(to, tag))?.digest;
    if (holder === digest) continue;
    tagsToSet.push(tag);
    if (rules === undefined || holder === undefined) continue;
    if (isImmutable(rules, tag) || isCommitTag(tag)) throw tagTaken(to, tag, holder, digest);
    moved.set(tag, holder);
  }
  return { tagsToSet, moved };
}

const sourceMissing = ({ name, from, digest }: Promotion) =>
  new ActionError({
    reason: "source-image-missing",
    message: `image ${name}: the source has no ${digest} in the repository ${from}`,
    fix: `check source (account, region) and the digest; if a lifecycle policy archived the image, ${RESTORE}; if one removed it, build that commit again and promote the new digest`,
  });
