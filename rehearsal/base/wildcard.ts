/**
 * Whether a text fits a pattern in which a star is any text.
 * @param star what it stands for, where that is not any text: a regular expression
 */
export function fitsWildcard(pattern: string, text: string, star = ".*"): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(star)}$`, "s").test(text);
}
