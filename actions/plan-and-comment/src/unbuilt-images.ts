import type { HandedImages } from "../../lib/terraform/hand-over/values.ts";

/**
 * Adds the images that a pull request brings to the images of the live release. They are built after the merge, so the
 * plan has a placeholder for each. The plan of a deployment has the digest instead, which the comparison of the two
 * plans leaves out.
 * @param names images that the deployment builds
 * @returns all images, and the names of the added images
 */
export function withUnbuiltImages(
  live: HandedImages,
  names: readonly string[],
): { images: HandedImages; added: string[] } {
  const added = names.filter((name) => !Object.hasOwn(live, name));
  const placeholders = added.map((name) => [name, placeholderOf(name)]);
  return { images: { ...live, ...(Object.fromEntries(placeholders) as HandedImages) }, added };
}

/** Returns a reference that is valid but belongs to no existing image. */
const placeholderOf = (name: string) => ({
  repository: `not-built-yet/${name}`,
  digest: `sha256:${"0".repeat(64)}`,
  tag: "not-built-yet",
});
