import { statusOf } from "../github/answer.ts";
import type { GitHubClient } from "../github/client.ts";
import { showComment } from "../github/graphql.ts";
import { repeatInterrupted } from "../github/interrupted.ts";
import { composeComment } from "./compose.ts";
import { listPlanComments } from "./find.ts";
import type { PlanComment } from "./find.ts";
import { groupByTarget, partsOf } from "./groups.ts";
import { isHeadNeeded, joinParts } from "./join.ts";
import { isSameFolder } from "./part.ts";
import type { Part } from "./part.ts";
import { CommentGone, createComment, readHead, removeComments, updateComment } from "./requests.ts";
import { isSameTarget } from "./target.ts";
import type { Target } from "./target.ts";
import { readVersions } from "./versions.ts";

/** GitHub's documented limit is 65,536 characters. The same number of bytes is always safe, and some room is left. */
const COMMENT_BYTES = 65_000;
/** The most writes over a comment by one run. Other jobs write at the same time, but hardly more often. */
const MOST_ROUNDS = 5;
/** How often everything may be read again because a comment was deleted in the meantime. */
const MOST_STARTS = 3;

/** The comment of an environment, with what counts for each workspace. */
export interface Present {
  target: Target;
  parts: readonly Part[];
}

/** What a job adds to a comment. */
export interface Brought {
  target: Target;
  /** The part of one workspace. */
  part: Part;
}

export interface CommentChange {
  /** Number of the pull request. */
  issue: number;
  /** Label of the environment. */
  label: string;
  /**
   * Returns what the job adds, given the environment's comments, and whether a comment may be created.
   * @param bytes that the comment may have
   * @returns undefined if there is nothing to write
   */
  bring: (present: readonly Present[], bytes: number) => Brought | undefined;
}

export interface Written {
  /** Undefined if there is no comment. */
  url: string | undefined;
  /** `kept`: what a newer run wrote counts more. `absent`: there was nothing to write. */
  outcome: "created" | "updated" | "kept" | "absent";
  /** Addresses of comments that GitHub refused to delete. */
  doubles: readonly string[];
}

/**
 * Writes a part of the comment of an environment, and leaves the other parts as they are. In the end there is one
 * comment: duplicates that concurrent jobs left, and the separate comments that workspaces had in earlier versions, are
 * removed when the comment contains their content.
 * GitHub has no conditional write. So a text is joined from everything that jobs have written, in any order: after each
 * write the history of the comment is read, and what was overwritten at the same moment is written again.
 * @throws the octokit error if GitHub refuses
 */
export async function writeComment(client: GitHubClient, change: CommentChange): Promise<Written> {
  const write = (bytes: number) =>
    repeatInterrupted(client, () => new Writer(client, change, bytes).write());
  try {
    return await write(COMMENT_BYTES);
  } catch (error) {
    // Other reasons for a 422, such as a blocked account, do not go away with a shorter text.
    if (statusOf(error) !== 422 || !/too long/i.test(String(error))) throw error;
    return await write(COMMENT_BYTES / 4);
  }
}

/**
 * Returns the bytes that a comment has for a workspace's blocks in addition to the other parts; in a full comment, a
 * fair share.
 */
export function roomBeside(others: readonly Part[], target: Target, bytes: number): number {
  const taken = Buffer.byteLength(composeComment(target, others, bytes));
  return Math.max(bytes - taken, Math.floor(bytes / (others.length + 1)));
}

/** Writes one comment. Everything is read once; a writer is for one attempt. */
class Writer {
  readonly #client: GitHubClient;
  readonly #change: CommentChange;
  readonly #bytes: number;
  #head: Promise<string | undefined> | undefined;
  /** The token's account, if GitHub has named it. */
  #login: string | undefined;

  constructor(client: GitHubClient, change: CommentChange, bytes: number) {
    this.#client = client;
    this.#change = change;
    this.#bytes = bytes;
  }

  async write(): Promise<Written> {
    for (let start = 1; ; start += 1)
      try {
        return await this.#writeOnce();
      } catch (error) {
        if (!(error instanceof CommentGone) || start === MOST_STARTS) throw error;
      }
  }

  async #writeOnce(): Promise<Written> {
    const comments = await this.#list();
    const groups = groupByTarget(comments);
    const present = await Promise.all(
      groups.map(async ({ target, comments: own }) => ({
        target,
        parts: await this.#join(partsOf(own)),
      })),
    );
    const brought = this.#change.bring(present, this.#bytes);
    if (brought === undefined) return { url: undefined, outcome: "absent", doubles: [] };
    const own = groups.find(({ target }) => isSameTarget(target, brought.target))?.comments ?? [];
    const [base, ...doubles] = own;
    return base === undefined
      ? await this.#create(brought)
      : await this.#merge(brought, base, doubles, "updated");
  }

  #list = (): Promise<PlanComment[]> =>
    listPlanComments(this.#client, this.#change.issue, this.#change.label, this.#login);

  /** Reads the head of the pull request only if texts are about different commits, and only once. */
  async #join(versions: readonly Part[]): Promise<Part[]> {
    if (!isHeadNeeded(versions)) return joinParts(versions);
    this.#head ??= readHead(this.#client, this.#change.issue);
    return joinParts(versions, await this.#head);
  }

  #compose = (target: Target, parts: readonly Part[]): string =>
    composeComment(target, parts, this.#bytes);

  /** Leaves one comment, with everything that counts, and removes the others. */
  async #merge(
    { target, part }: Brought,
    base: PlanComment,
    doubles: readonly PlanComment[],
    outcome: "created" | "updated",
  ): Promise<Written> {
    const present = partsOf([base, ...doubles]);
    let parts = await this.#join([part, ...present]);
    if (this.#compose(target, parts) !== base.text) parts = await this.#overwrite(base, parts);
    // This comes last: until the first comment has its text, a duplicate may be the only place of a part. Other jobs
    // may write to it too.
    if (doubles.length > 0) {
      const late = await this.#versionsOf(doubles);
      const all = await this.#join([...parts, ...late]);
      if (this.#compose(target, all) !== this.#compose(target, parts))
        parts = await this.#overwrite(base, all);
    }
    const left = await removeComments(this.#client, doubles);
    const isKept = !parts.some((one) => isSameText(one, part));
    return { url: base.url, outcome: isKept ? "kept" : outcome, doubles: left };
  }

  async #versionsOf(comments: readonly PlanComment[]): Promise<Part[]> {
    const all: Part[] = [];
    for (const one of comments)
      all.push(...((await readVersions(this.#client, one, this.#list))?.parts ?? []));
    return all;
  }

  /**
   * Overwrites the comment until it contains everything that was written to it in the meantime. A comment that somebody
   * has hidden is shown again: it is current now.
   * @throws CommentGone
   */
  async #overwrite(base: PlanComment, wanted: readonly Part[]): Promise<Part[]> {
    const { target } = base.read;
    let parts = [...wanted];
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const text = this.#compose(target, parts);
      await updateComment(this.#client, base, text);
      const versions = await readVersions(this.#client, base, this.#list);
      if (versions === undefined) throw new CommentGone();
      // The comment is current even if it stays hidden, and it says which commit it is about.
      if (versions.isHidden) await showComment(this.#client, base.nodeId).catch(() => undefined);
      const joined = await this.#join([...parts, ...versions.parts]);
      // Another job may have written it already.
      if (this.#compose(target, versions.current) === this.#compose(target, joined)) return joined;
      parts = joined;
    }
    return parts;
  }

  async #create(brought: Brought): Promise<Written> {
    const body = this.#compose(brought.target, [brought.part]);
    const { url, login } = await createComment(this.#client, this.#change.issue, body);
    this.#login = login;
    // Another job may have created the same comment at the same moment.
    const found = (await this.#list()).filter(({ read }) =>
      isSameTarget(read.target, brought.target),
    );
    const [base, ...doubles] = found;
    // The list may not show a new comment yet, and a created comment is never created a second time.
    if (base === undefined) return { url, outcome: "created", doubles: [] };
    return await this.#merge(brought, base, doubles, "created");
  }
}

const isSameText = (a: Part, b: Part): boolean =>
  isSameFolder(a, b) && a.runId === b.runId && a.runAttempt === b.runAttempt && a.at === b.at;
