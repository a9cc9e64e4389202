/**
 * Returns whether a text matches a pattern in which a star stands for any text.
 * @param star a regular expression that replaces the meaning "any text" of the star
 */
export function fitsWildcard(pattern: string, text: string, star = ".*"): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(star)}$`, "s").test(text);
}
