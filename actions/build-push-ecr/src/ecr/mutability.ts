/** What a repository says about moving tags. */
export interface TagRules {
  /** MUTABLE, IMMUTABLE, IMMUTABLE_WITH_EXCLUSION or MUTABLE_WITH_EXCLUSION. */
  mutability: string;
  /** Wildcard filters of the tags for which the opposite holds. */
  exclusions: readonly string[];
}

/**
 * Returns whether a tag can no longer be moved once it is set.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
export function isImmutable({ mutability, exclusions }: TagRules, tag: string): boolean {
  const excluded = exclusions.some((filter) => matches(filter, tag));
  if (mutability === "IMMUTABLE_WITH_EXCLUSION") return !excluded;
  if (mutability === "MUTABLE_WITH_EXCLUSION") return excluded;
  return mutability === "IMMUTABLE";
}

/** Returns whether a filter matches a tag. `*` stands for any number of characters; everything else for itself. */
function matches(filter: string, tag: string): boolean {
  const source = filter.split("*").map((part) => part.replaceAll(/[\\^$.+?()[\]{}|-]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(tag);
}
