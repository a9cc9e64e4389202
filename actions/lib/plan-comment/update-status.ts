import type { GitHubClient } from "../github/client.ts";
import type { Status, StatusState } from "../github/status.ts";
import { isNewer } from "./newer.ts";
import { isOfWorkspace } from "./part.ts";
import type { Part, Workspace } from "./part.ts";
import type { Target } from "./target.ts";
import { writeComment } from "./write.ts";
import type { Brought, Present } from "./write.ts";

/** A change of a status: it goes to the workspace's part, whichever workflow wrote the comment. */
interface StatusChange {
  /** Number of the pull request. */
  issue: number;
  label: string;
  workspace: Workspace;
  status: Status;
  /** Whether the part of a plan or of an apply changes. Default: a plan. */
  command?: Part["command"];
  /** Only a status in this list is replaced, in a text that an earlier run wrote. */
  replaces?: readonly StatusState[];
}

/**
 * Replaces the status of a workspace; everything else in the comment stays as it is. If several workflows wrote
 * comments, this changes the newest plan that is not later than the run of the status: a later text is about something
 * else. The status of a later run stays.
 * @returns address of the comment; undefined if there is none that may be changed
 * @throws the octokit error if GitHub refuses
 */
export async function updateStatus(
  client: GitHubClient,
  change: StatusChange,
): Promise<string | undefined> {
  const { issue, label } = change;
  const written = await writeComment(client, {
    issue,
    label,
    bring: (present) => bringStatus(present, change),
  });
  return written.url;
}

/** Returns the workspace's part with another status; undefined if there is none that may be changed. */
export function bringStatus(
  present: readonly Present[],
  { workspace, status, command = "plan", replaces }: Omit<StatusChange, "issue" | "label">,
): Brought | undefined {
  const found = findNewest(
    present,
    (part) =>
      part.command === command && part.runId <= status.runId && isOfWorkspace(part, workspace),
  );
  if (found === undefined) return undefined;
  const { target, part } = found;
  const current = part.status?.state;
  // The status of an earlier apply stays.
  if (status.state === "unchanged" && current === "applied") return found;
  if (replaces !== undefined && (current === undefined || !replaces.includes(current)))
    return undefined;
  // The writer knows the workspace's complete name, for which there may have been no room before.
  return { target, part: { ...part, directory: workspace.directory, id: undefined, status } };
}

/** Returns the newest wanted part, over the comments of all workflows. */
export function findNewest(
  present: readonly Present[],
  isWanted: (part: Part) => boolean,
): { target: Target; part: Part } | undefined {
  const all = present.flatMap(({ target, parts }) =>
    parts.filter(isWanted).map((part) => ({ target, part })),
  );
  return all.reduce<{ target: Target; part: Part } | undefined>(
    (newest, one) => (newest === undefined || isNewer(one.part, newest.part) ? one : newest),
    undefined,
  );
}
