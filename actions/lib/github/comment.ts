import { retry } from "../retry.ts";
import { isTransient, requestedDelay, statusOf } from "./answer.ts";
import { LONGEST_DELAY } from "./client.ts";
import type { GitHubClient } from "./client.ts";
import { readEdits, readViewer } from "./graphql.ts";
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

/** A text that some run wrote, or is about to write. */
interface Version {
  text: string;
  marker: Marker;
}

interface Found extends Version {
  id: number;
  /** What GraphQL knows it by. */
  nodeId: string;
  url: string;
}

/** Writes over a comment by one run: others write at the same time, but hardly more often. */
const MOST_ROUNDS = 5;
const CREATE_ATTEMPTS = 4;

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
  const found = await findAll(client, comment);
  if (found.length === 0 && comment.create === false) return { url: undefined, outcome: "absent" };
  return await merge(client, comment, found);
}

/**
 * Leaves the oldest comment, with the text of the newest run, and removes the others.
 * @param created the text of the comment that this run has just created
 */
async function merge(
  client: GitHubClient,
  comment: StickyComment,
  [oldest, ...doubles]: readonly Found[],
  created?: string,
): Promise<Upserted> {
  if (oldest === undefined) return await create(client, comment);
  const own = { text: created ?? textOf(comment, COMMENT_BYTES), marker: comment.marker };
  const newest = [oldest, ...doubles].reduce<Version>(newerOf, own);
  try {
    if (newest === own && own.text !== oldest.text)
      await shrinking(comment, (text) => write(client, oldest, { ...own, text }));
    else if (newest !== own && newest !== oldest) await write(client, oldest, newest);
  } catch (error) {
    // It was deleted since it was listed. One that was just created is not created again and again.
    if (statusOf(error) === 404 && created === undefined) return await create(client, comment);
    throw error;
  }
  // Only now: until the oldest has its text, a double may be the only place of the newest one.
  await remove(client, doubles);
  if (newest !== own) return { url: oldest.url, outcome: "kept" };
  return { url: oldest.url, outcome: created === undefined ? "updated" : "created" };
}

/** Of texts by the same run the first one counts. */
const newerOf = <T extends Version>(a: T, b: T): T => (isNewer(b.marker, a.marker) ? b : a);

/**
 * Writes a text over a comment. GitHub has no conditional write, so a newer run may have written between the look at
 * the comment and this write: the comment's history shows that, and the newer text is written again.
 */
async function write(client: GitHubClient, { id, nodeId }: Found, version: Version): Promise<void> {
  let newest = version;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { text } = newest;
    await client.octokit.rest.issues.updateComment({
      ...client.repository,
      comment_id: id,
      body: text,
    });
    const history = await readHistory(client, nodeId, version.marker);
    newest = history.reduce(newerOf, newest);
    if (newest.text === text) return;
  }
}

/**
 * GitHub may have made a comment and lost its answer, so each further attempt looks for it first. After a lost answer
 * that search has delays of its own, in the client; after a rate limit the wait is the one GitHub asks for.
 */
async function create(client: GitHubClient, comment: StickyComment): Promise<Upserted> {
  return await retry(
    async (attempt) => {
      const found = attempt === 1 ? [] : await findAll(client, comment);
      if (found.length > 0) return await merge(client, comment, found);
      const created = await shrinking(comment, (body) => post(client, comment.issue, body));
      // Another job may have created the same comment at the same moment.
      const all = await findAll(client, comment);
      // The list may not show a new comment yet, and a created comment is never created a second time.
      if (all.length === 0) return { url: created.url, outcome: "created" };
      return await merge(client, comment, all, created.text);
    },
    {
      attempts: CREATE_ATTEMPTS,
      isTransient,
      delay: (_, error) => requestedDelay(error, client.clock.now()) ?? 0,
      longestDelay: LONGEST_DELAY,
      clock: client.clock,
    },
  );
}

async function post(
  client: GitHubClient,
  issue: number,
  body: string,
): Promise<{ text: string; url: string | undefined }> {
  const { data } = await client.octokit.rest.issues.createComment({
    ...client.repository,
    issue_number: issue,
    body,
  });
  // The comment is there, whatever an answer without fields says of it.
  return { text: body, url: (data as typeof data | null)?.html_url };
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
  const found = (comments as ((typeof comments)[number] | null)[]).flatMap((one) => {
    const text = one?.body ?? "";
    const read = readMarker(text);
    if (one === null || read === undefined || !sameTarget(read, marker)) return [];
    const { id, node_id: nodeId, html_url: url, user } = one;
    return [{ id, nodeId, url, text, marker: read, login: user?.login }];
  });
  if (found.length === 0) return [];
  const login = await ownLogin(client);
  return found.filter((one) => one.login === login).sort((a, b) => a.id - b.id);
}

/**
 * Login of the token's account. A token of GitHub Actions or of another app may not ask REST for it, but GraphQL tells
 * it; where that is not served, it is taken for the token of Actions.
 */
async function ownLogin(client: GitHubClient): Promise<string> {
  try {
    return await readViewer(client);
  } catch {
    return await restLogin(client);
  }
}

async function restLogin(client: GitHubClient): Promise<string> {
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

/** What the target's runs have written to a comment lately. Empty where GitHub does not show it. */
async function readHistory(
  client: GitHubClient,
  nodeId: string,
  marker: Marker,
): Promise<Version[]> {
  try {
    return (await readEdits(client, nodeId)).flatMap((text) => {
      const read = readMarker(text);
      return read !== undefined && sameTarget(read, marker) ? [{ text, marker: read }] : [];
    });
  } catch {
    // The comment is written. That two runs wrote it at the same moment is rare.
    return [];
  }
}
