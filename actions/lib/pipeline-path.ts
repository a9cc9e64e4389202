import path from "node:path";

/** Returns whether a path is in the repository of the action instead of the one that is checked out. */
export const isOfPipeline = (given: string): boolean => given === "$" || given.startsWith("$/");

/**
 * Returns the path of `$/path` from the root of the repository, such as terraform/infrastructure; undefined if it
 * leaves the repository, or is the repository's root.
 */
export function pathInPipeline(given: string): string | undefined {
  const inside = path.posix.normalize(given.slice(2)).replace(/\/$/, "");
  return /^(?:\.|\.\..*|\/.*|)$/.test(inside) ? undefined : inside;
}
