import path from "node:path";

/** Whether a path means the repository of the action instead of the one that is checked out. */
export const isOfPipeline = (given: string): boolean => given === "$" || given.startsWith("$/");

/**
 * The path of `$/path` from the root of the repository, such as terraform/infrastructure; undefined when it leaves the
 * repository, or is the whole of it.
 */
export function pathInPipeline(given: string): string | undefined {
  const inside = path.posix.normalize(given.slice(2)).replace(/\/$/, "");
  return /^(?:\.|\.\..*|\/.*|)$/.test(inside) ? undefined : inside;
}
