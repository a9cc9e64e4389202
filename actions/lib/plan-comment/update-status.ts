import type { GitHubClient } from "../github/client.ts";
import type { Status, StatusState } from "../github/status.ts";
import { isNewer } from "./newer.ts";
import { isOfWorkspace } from "./part.ts";
import type { Part, Workspace } from "./part.ts";
import type { Target } from "./target.ts";
import { writeComment } from "./write.ts";
import type { Brought, Present } from "./write.ts";

/** Whose status changes: the workspace's part, in the comment of whichever workflow. */
interface StatusChange {
  /** Number of the pull request. */
  issue: number;
  label: string;
  workspace: Workspace;
  status: Status;
  /** Of what a plan or an apply wrote. Default: a plan. */
  command?: Part["command"];
  /** Only a status of one of these is replaced, of a text that an earlier run wrote. */
  replaces?: readonly StatusState[];
}

/**
 * Replaces the status of a workspace; all else in the comment stays as it is. Of comments by several workflows the newest
 * plan is meant that is no later than the run of the status: a later text is about something else. The status of a later
 * run stays.
 * @returns address of the comment; undefined when there is none that may be changed
 * @throws the octokit error when GitHub refuses
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

/** The workspace's part with another status; undefined when there is none that may be changed. */
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
  // What was said of an earlier apply stays.
  if (status.state === "unchanged" && current === "applied") return found;
  if (replaces !== undefined && (current === undefined || !replaces.includes(current)))
    return undefined;
  // Whoever writes of a workspace knows the name that there may have been no room for.
  return { target, part: { ...part, directory: workspace.directory, id: undefined, status } };
}

/** The newest part of a kind, over the comments of all workflows. */
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
