import type { Part } from "./part.ts";

/** Which commit a text is about, and which run wrote it. */
type Origin = Pick<Part, "head" | "runId" | "runAttempt">;

/**
 * Returns whether `a` counts more than `b`: it is about the pull request's current head, otherwise it was written by a
 * later run, or a later attempt of the same run. Ids of runs grow over all workflows of a repository; run numbers start
 * again when a workflow's file is renamed. Dates of commits prove nothing: authors set them, and a force-push may go
 * back.
 * @param currentHead undefined = not known
 */
export function isNewer(a: Origin, b: Origin, currentHead?: string): boolean {
  const isCurrent = ({ head }: Origin) => currentHead !== undefined && head === currentHead;
  if (isCurrent(a) !== isCurrent(b)) return isCurrent(a);
  return a.runId > b.runId || (a.runId === b.runId && a.runAttempt > b.runAttempt);
}
