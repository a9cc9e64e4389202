import type { GitHubClient } from "../github/client.ts";
import { readEdits } from "../github/graphql.ts";
import { readComment } from "./find.ts";
import type { PlanComment } from "./find.ts";
import type { Part } from "./part.ts";
import { isSameTarget } from "./target.ts";

/** What jobs have written to a comment lately. */
export interface Versions {
  parts: Part[];
  /** Those of its text as it is now. */
  current: Part[];
  isHidden: boolean;
}

/** Milliseconds after which a comment is looked at again, where GitHub does not show what it was before. */
const SECOND_LOOK = 3_000;

/**
 * The parts of all texts that a comment has had lately, so also of one that was written over at once. Where GitHub does
 * not show its history, those of the text that it has a little later.
 * @param list the comments as they are now
 * @returns undefined when the comment is not there any more
 * @throws the octokit error when GitHub refuses to list comments
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
    // It may be gone, or its history is not for this token.
  }
  await client.clock.wait(SECOND_LOOK);
  const now = (await list()).find((one) => one.id === id);
  return now && { parts: now.read.parts, current: now.read.parts, isHidden: false };
}
