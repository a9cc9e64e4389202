import { isJsonObject, readJsonObject } from "../text/json.ts";

/** The parts of an event's payload that the actions read. https://docs.github.com/webhooks/webhook-events-and-payloads */
export interface EventPayload {
  repository?: RepositoryPayload;
  /** For a push: the commit that the branch had before. */
  before?: string;
  pull_request?: PullRequestPayload;
  /** A pull request is an issue too: it then has the field `pull_request`. */
  issue?: { number: number; pull_request?: unknown };
  /** For a merge queue: `base_sha` is the commit that the tested group is merged into. */
  merge_group?: { base_sha?: string };
  /** The run that a `workflow_run` event is about. */
  workflow_run?: { head_repository?: RepositoryPayload | null };
}

/** A repository keeps its id if it is renamed. A payload from before the change shows the old name. */
export interface RepositoryPayload {
  id?: number;
  full_name?: string;
  default_branch?: string;
  /** For the event `push`: its time, in seconds since the epoch. Other events have a text here. */
  pushed_at?: number | string | null;
}

export interface PullRequestPayload {
  number: number;
  /** `repo` is null if the fork was deleted. */
  head?: { sha?: string; repo?: RepositoryPayload | null };
  base?: { ref?: string; repo?: RepositoryPayload | null };
}

const PARTS = ["repository", "pull_request", "issue", "workflow_run"] as const;

/**
 * Reads an event file. A part that is not an object, such as `"issue": null`, is left out.
 * @returns undefined if the text is not the JSON of an object
 */
export function parseEvent(text: string): EventPayload | undefined {
  const payload = readJsonObject(text);
  if (payload === undefined) return undefined;
  const isPart = (name: string) => (PARTS as readonly string[]).includes(name);
  return Object.fromEntries(
    Object.entries(payload).filter(([name, value]) => !isPart(name) || isJsonObject(value)),
  );
}

/**
 * Returns whether both are the same repository: by id, or by name if one of them has no id. An unknown repository is
 * never the same.
 */
export function isSameRepository(
  a: RepositoryPayload | null | undefined,
  b: RepositoryPayload | null | undefined,
): boolean {
  if (a?.id !== undefined && b?.id !== undefined) return a.id === b.id;
  const name = a?.full_name?.toLowerCase();
  return name !== undefined && name === b?.full_name?.toLowerCase();
}

/** Returns the number of the pull request in a ref such as refs/pull/7/merge. */
export const pullRequestOfRef = (ref: string): number | undefined => {
  const number = /^refs\/pull\/(\d+)\//.exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
};
