import type { Digest } from "../../../lib/image-reference.ts";

/** The tags of one image, and what its repository says about them. */
export interface WantedTags {
  tags: readonly string[];
  /** What to take instead of a tag that another image holds for good. */
  replacements: ReadonlyMap<string, string>;
  isImmutable: (tag: string) => boolean;
  existing: ReadonlyMap<string, Digest>;
  /** The image that gets the tags; undefined = it is not built yet. */
  digest: Digest | undefined;
}

/**
 * The tags that the image can have: each wanted one, or its replacement where another image holds the wanted one and
 * the repository does not let it move. `taken` are those for which there is no way out.
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
