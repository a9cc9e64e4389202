import { retry } from "../retry.ts";
import { isTransient, requestedDelay, statusOf } from "./answer.ts";
import { LONGEST_DELAY } from "./client.ts";
import type { GitHubClient } from "./client.ts";
import { isNewer, readMarker, sameTarget, writeMarker } from "./marker.ts";
import type { Marker } from "./marker.ts";

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
}

interface Found {
  id: number;
  url: string;
  text: string;
  marker: Marker;
}

/** The account of the token that GitHub gives to a job. It may not ask for its own name. */
const ACTIONS_LOGIN = "github-actions[bot]";

/**
 * Brings a pull request to exactly one comment of the marker's target, written by the newest run: updates
 * what is there, creates it otherwise, and removes doubles that concurrent runs left. Only comments by the token's own
 * account are looked at, so a person quoting the marker keeps their comment.
 * @throws the octokit error when GitHub refuses
 */
export async function upsertComment(
  client: GitHubClient,
  comment: StickyComment,
): Promise<Upserted> {
  const [oldest, ...doubles] = await findAll(client, comment);
  if (oldest === undefined)
    return comment.create === false
      ? { url: undefined, outcome: "absent" }
      : create(client, comment);
  await remove(client, doubles);
  const written = [oldest, ...doubles].map(({ marker }) => marker);
  if (written.some((marker) => isNewer(marker, comment.marker)))
    return { url: oldest.url, outcome: "kept" };
  return update(client, comment, oldest);
}

async function update(
  client: GitHubClient,
  comment: StickyComment,
  { id, text, url }: Found,
): Promise<Upserted> {
  try {
    const wanted = textOf(comment, COMMENT_BYTES);
    if (wanted !== text)
      await shrinking(comment, (body) =>
        client.octokit.rest.issues.updateComment({
          ...client.repository,
          comment_id: id,
          body,
        }),
      );
    return { url, outcome: "updated" };
  } catch (error) {
    // It was deleted since it was listed.
    if (statusOf(error) === 404) return create(client, comment);
    throw error;
  }
}

/**
 * GitHub may have made a comment and lost its answer, so each further attempt looks for it first. After a lost answer
 * that search has delays of its own, in the client; after a rate limit the wait is the one GitHub asks for.
 */
async function create(client: GitHubClient, comment: StickyComment): Promise<Upserted> {
  return await retry(
    async (attempt) => {
      const [found] = attempt === 1 ? [] : await findAll(client, comment);
      if (found !== undefined) return await update(client, comment, found);
      const { data } = await shrinking(comment, (body) =>
        client.octokit.rest.issues.createComment({
          ...client.repository,
          issue_number: comment.issue,
          body,
        }),
      );
      return await converge(client, comment, { url: data.html_url, outcome: "created" });
    },
    {
      attempts: 3,
      isTransient,
      delay: (_, error) => requestedDelay(error, client.clock.now()) ?? 0,
      longestDelay: LONGEST_DELAY,
      clock: client.clock,
    },
  );
}

/** Another job may have created the same comment at the same moment: the oldest stays, with the newest text. */
async function converge(
  client: GitHubClient,
  comment: StickyComment,
  created: Upserted,
): Promise<Upserted> {
  const all = await findAll(client, comment);
  const [oldest, ...doubles] = all;
  if (oldest === undefined || doubles.length === 0) return created;
  const newest = all.reduce((a, b) => (isNewer(b.marker, a.marker) ? b : a));
  if (newest.text !== oldest.text)
    await client.octokit.rest.issues.updateComment({
      ...client.repository,
      comment_id: oldest.id,
      body: newest.text,
    });
  await remove(client, doubles);
  return { url: oldest.url, outcome: "created" };
}

async function remove(client: GitHubClient, comments: readonly Found[]): Promise<void> {
  for (const { id } of comments)
    try {
      await client.octokit.rest.issues.deleteComment({ ...client.repository, comment_id: id });
    } catch (error) {
      // Another run removed it first.
      if (statusOf(error) !== 404) throw error;
    }
}

/** The target's comments of this account, oldest first, over all pages. */
async function findAll(
  client: GitHubClient,
  { issue, marker }: Pick<StickyComment, "issue" | "marker">,
): Promise<Found[]> {
  const comments = await client.octokit.paginate(client.octokit.rest.issues.listComments, {
    ...client.repository,
    issue_number: issue,
    per_page: 100,
  });
  const found = comments.flatMap(({ id, html_url: url, body: text = "", user }) => {
    const read = readMarker(text);
    return read !== undefined && sameTarget(read, marker)
      ? [{ id, url, text, marker: read, login: user?.login }]
      : [];
  });
  if (found.length === 0) return [];
  const login = await ownLogin(client);
  return found.filter((one) => one.login === login).sort((a, b) => a.id - b.id);
}

/** Login of the token's account. The Actions token may not ask (403): it is always the same bot. */
async function ownLogin(client: GitHubClient): Promise<string> {
  try {
    const { data } = await client.octokit.rest.users.getAuthenticated();
    return data.login;
  } catch (error) {
    if ([401, 403, 404].includes(statusOf(error))) return ACTIONS_LOGIN;
    throw error;
  }
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
