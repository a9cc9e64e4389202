import type { GitHubClient } from "../github/client.ts";
import { readEdits } from "../github/graphql.ts";
import { readComment } from "./find.ts";
import type { PlanComment } from "./find.ts";
import type { Part } from "./part.ts";
import { isSameTarget } from "./target.ts";

/** What jobs have recently written to a comment. */
export interface Versions {
  parts: Part[];
  /** The parts of its current text. */
  current: Part[];
  isHidden: boolean;
}

/** Milliseconds after which a comment is read again if GitHub does not show its history. */
const SECOND_LOOK = 3_000;

/**
 * Reads the parts of all texts that a comment has recently had, including a text that was overwritten at once. If
 * GitHub does not show the comment's history, reads the parts of the text that the comment has a little later.
 * @param list returns the comments as they are now
 * @returns undefined if the comment does not exist any more
 * @throws the octokit error if GitHub refuses to list comments
 */
export async function readVersions(
  client: GitHubClient,
  { id, nodeId, read: { target } }: PlanComment,
  list: () => Promise<readonly PlanComment[]>,
): Promise<Versions | undefined> {
  try {
    const { texts, isHidden } = await readEdits(client, nodeId);
    const partsIn = (text: string): Part[] => {
      const found = readComment(text);
      return found !== undefined && isSameTarget(found.target, target) ? found.parts : [];
    };
    const [body] = texts;
    // A comment that does not exist has no text at all.
    if (body !== undefined)
      return { parts: texts.flatMap(partsIn), current: partsIn(body), isHidden };
  } catch {
    // The comment may be deleted, or this token may not read its history.
  }
  await client.clock.wait(SECOND_LOOK);
  const now = (await list()).find((one) => one.id === id);
  return now && { parts: now.read.parts, current: now.read.parts, isHidden: false };
}
