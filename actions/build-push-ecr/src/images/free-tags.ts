import type { Digest } from "../../../lib/image-reference.ts";

/** The tags of one image, and what its repository says about them. */
export interface WantedTags {
  tags: readonly string[];
  /** The tag to use instead of a tag that another image holds and that cannot be moved. */
  replacements: ReadonlyMap<string, string>;
  isImmutable: (tag: string) => boolean;
  existing: ReadonlyMap<string, Digest>;
  /** The image that gets the tags; undefined = it is not built yet. */
  digest: Digest | undefined;
}

/**
 * Returns the tags that the image can have: each wanted tag, or its replacement if another image holds the wanted tag
 * and the repository does not let it move. `taken` are the tags that have no replacement.
 */
export function freeTags(wanted: WantedTags): { tags: string[]; taken: string[] } {
  const { isImmutable, existing, digest } = wanted;
  const isFree = (tag: string): boolean => {
    const holder = existing.get(tag);
    return holder === undefined || holder === digest || !isImmutable(tag);
  };
  const tags: string[] = [];
  const taken: string[] = [];
  for (const tag of wanted.tags) {
    const replacement = wanted.replacements.get(tag);
    if (isFree(tag)) tags.push(tag);
    else if (replacement !== undefined && isFree(replacement)) tags.push(replacement);
    else taken.push(tag);
  }
  return { tags, taken };
}
