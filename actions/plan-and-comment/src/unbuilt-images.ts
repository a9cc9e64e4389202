import type { HandedImages } from "../../lib/terraform/hand-over/values.ts";

/**
 * Adds images that a pull request brings to those of the live release. They are built after the merge, so the plan has a
 * placeholder for each. A deployment's plan has the digest in its place, which the comparison of the two leaves out.
 * @param names images that the deployment builds
 * @returns all images, and the names of those that are added
 */
export function withUnbuiltImages(
  live: HandedImages,
  names: readonly string[],
): { images: HandedImages; added: string[] } {
  const added = names.filter((name) => !Object.hasOwn(live, name));
  const placeholders = added.map((name) => [name, placeholderOf(name)]);
  return { images: { ...live, ...(Object.fromEntries(placeholders) as HandedImages) }, added };
}

/** Valid as a reference, and no image that there is. */
const placeholderOf = (name: string) => ({
  repository: `not-built-yet/${name}`,
  digest: `sha256:${"0".repeat(64)}`,
  tag: "not-built-yet",
});
