import { doubling, retry } from "../retry.ts";
import { isTransient, requestedDelay, statusOf } from "./answer.ts";
import { LONGEST_DELAY } from "./client.ts";
import type { GitHubClient } from "./client.ts";
import { readHistory, showAgain } from "./comment-history.ts";
import type { Version } from "./comment-history.ts";
import { isNewer, writeMarker } from "./marker.ts";
import type { Marker } from "./marker.ts";
import { findOwnComments } from "./own-comments.ts";
import type { OwnComment } from "./own-comments.ts";

/** GitHub's documented limit is 65,536 characters; in bytes that is always safe. Some room is left. */
const COMMENT_BYTES = 65_000;

export interface StickyComment {
  /** Number of the pull request or issue. */
  issue: number;
  marker: Marker;
  /** The text after the marker, within so many bytes. */
  body(bytes: number): string;
  /** false = only a comment that is already there is written. Default true. */
  create?: boolean;
}

export interface Upserted {
  /** Undefined when there is no comment. */
  url: string | undefined;
  /** `kept`: a newer run had already written it. `absent`: there was none, and none was wanted. */
  outcome: "created" | "updated" | "kept" | "absent";
  /** Addresses of doubles that GitHub refused to delete. */
  doubles: readonly string[];
}

/** Which of several texts counts; of texts by the same run the first one. */
type Choose = <T extends Version>(versions: readonly [T, ...T[]]) => Promise<T>;

/** Writes over a comment by one run: others write at the same time, but hardly more often. */
const MOST_ROUNDS = 5;
const ATTEMPTS = 4;

/** A write whose end is not known, or that GitHub asked to repeat. */
class WriteInterrupted extends Error {}

/**
 * Brings a pull request to exactly one comment of the marker's target, with the text that counts (`isNewer`): updates
 * what is there, creates it otherwise, and removes doubles that concurrent runs left. Before a write is repeated,
 * everything is read again: it may have been carried out, and others may have written since.
 * @throws the octokit error when GitHub refuses
 */
export async function upsertComment(
  client: GitHubClient,
  comment: StickyComment,
): Promise<Upserted> {
  const choose = chooserFor(client, comment);
  try {
    return await retry(() => upsertOnce(client, comment, choose), {
      attempts: ATTEMPTS,
      isTransient: (error) => error instanceof WriteInterrupted,
      delay: (attempt, error) =>
        requestedDelay((error as WriteInterrupted).cause, client.clock.now()) ??
        doubling(500)(attempt),
      longestDelay: LONGEST_DELAY,
      clock: client.clock,
    });
  } catch (error) {
    throw error instanceof WriteInterrupted ? error.cause : error;
  }
}

async function upsertOnce(
  client: GitHubClient,
  comment: StickyComment,
  choose: Choose,
): Promise<Upserted> {
  const [oldest, ...doubles] = await findOwnComments(client, comment);
  if (oldest !== undefined) return await merge(client, comment, choose, [oldest, ...doubles]);
  if (comment.create === false) return { url: undefined, outcome: "absent", doubles: [] };
  return await create(client, comment, choose);
}

/** Asks for the head of the pull request only when texts are about different commits, and once. */
function chooserFor(client: GitHubClient, { issue }: Pick<StickyComment, "issue">): Choose {
  let reading: Promise<string | undefined> | undefined;
  return async (versions) => {
    const [first] = versions;
    const differ = versions.some(({ marker }) => marker.head !== first.marker.head);
    const head = differ ? await (reading ??= readHead(client, issue)) : undefined;
    return versions.reduce((a, b) => (isNewer(b.marker, a.marker, head) ? b : a));
  };
}

/** The last commit of the pull request's branch; undefined where GitHub does not tell it. */
async function readHead(client: GitHubClient, issue: number): Promise<string | undefined> {
  try {
    const { data } = await client.octokit.rest.pulls.get({
      ...client.repository,
      pull_number: issue,
    });
    return data.head.sha;
  } catch {
    // Ids of runs decide then.
    return undefined;
  }
}

/**
 * Leaves the oldest comment, with the text that counts, and removes the others.
 * @param created the text of the comment that this run has just created
 */
async function merge(
  client: GitHubClient,
  comment: StickyComment,
  choose: Choose,
  [oldest, ...doubles]: readonly [OwnComment, ...OwnComment[]],
  created?: string,
): Promise<Upserted> {
  const own = { text: created ?? textOf(comment, COMMENT_BYTES), marker: comment.marker };
  const newest = await choose<Version>([own, oldest, ...doubles]);
  try {
    if (newest === own && own.text !== oldest.text)
      await shrinking(comment, (text) => write(client, choose, oldest, { ...own, text }));
    else if (newest !== own && newest !== oldest) await write(client, choose, oldest, newest);
  } catch (error) {
    // It was deleted since it was listed. One that was just created is not created again and again.
    if (statusOf(error) === 404 && created === undefined)
      return await create(client, comment, choose);
    throw error;
  }
  // Only now: until the oldest has its text, a double may be the only place of the newest one.
  const left = await remove(client, doubles);
  if (newest !== own) return { url: oldest.url, outcome: "kept", doubles: left };
  const outcome = created === undefined ? "updated" : "created";
  return { url: oldest.url, outcome, doubles: left };
}

/**
 * Writes a text over a comment. GitHub has no conditional write, so another run may have written between the look at the
 * comment and this write: the comment's history shows that, and the text that counts is written again. A comment that
 * somebody has hidden is shown: it is current now.
 */
async function write(
  client: GitHubClient,
  choose: Choose,
  { id, nodeId }: OwnComment,
  version: Version,
): Promise<void> {
  let newest = version;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { text } = newest;
    await interruptible(() =>
      client.octokit.rest.issues.updateComment({
        ...client.repository,
        comment_id: id,
        body: text,
      }),
    );
    const { versions, isHidden } = await readHistory(client, nodeId, version.marker);
    if (isHidden) await showAgain(client, nodeId);
    newest = await choose([newest, ...versions]);
    if (newest.text === text) return;
  }
}

async function create(
  client: GitHubClient,
  comment: StickyComment,
  choose: Choose,
): Promise<Upserted> {
  const created = await shrinking(comment, (body) =>
    interruptible(() => post(client, comment.issue, body)),
  );
  // Another job may have created the same comment at the same moment. The answer names the account for certain.
  const [oldest, ...doubles] = await findOwnComments(client, comment, created.login);
  // The list may not show a new comment yet, and a created comment is never created a second time.
  if (oldest === undefined) return { url: created.url, outcome: "created", doubles: [] };
  return await merge(client, comment, choose, [oldest, ...doubles], created.text);
}

async function post(client: GitHubClient, issue: number, body: string) {
  const { data } = await client.octokit.rest.issues.createComment({
    ...client.repository,
    issue_number: issue,
    body,
  });
  // The comment is there, whatever an answer without fields says of it.
  const answer = data as typeof data | null;
  return { text: body, url: answer?.html_url, login: answer?.user?.login };
}

async function interruptible<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw isTransient(error) ? new WriteInterrupted("", { cause: error }) : error;
  }
}

/** @returns addresses of those that GitHub refused to delete: the comment that counts is written all the same */
async function remove(client: GitHubClient, comments: readonly OwnComment[]): Promise<string[]> {
  const left: string[] = [];
  for (const { id, url } of comments)
    try {
      await client.octokit.rest.issues.deleteComment({ ...client.repository, comment_id: id });
    } catch (error) {
      // After a 404 another run removed it first.
      if (statusOf(error) !== 404) left.push(url);
    }
  return left;
}

const textOf = (comment: StickyComment, bytes: number): string => {
  const head = `${writeMarker(comment.marker)}\n`;
  return head + comment.body(bytes - Buffer.byteLength(head));
};

/** Sends the text; a server that finds it too long gets a shorter one, once. */
async function shrinking<T>(
  comment: StickyComment,
  send: (body: string) => Promise<T>,
): Promise<T> {
  try {
    return await send(textOf(comment, COMMENT_BYTES));
  } catch (error) {
    // Other reasons for a 422, such as a blocked account, stay with a shorter text.
    if (statusOf(error) !== 422 || !/too long/i.test(String(error))) throw error;
    return send(textOf(comment, COMMENT_BYTES / 4));
  }
}
