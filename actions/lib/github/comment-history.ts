import type { GitHubClient } from "./client.ts";
import { readEdits, showComment } from "./graphql.ts";
import { readMarker, isOfTarget } from "./marker.ts";
import type { Marker } from "./marker.ts";

/** A text that some run wrote, or is about to write. */
export interface Version {
  text: string;
  marker: Marker;
}

/** What the target's runs have written to a comment lately. Empty where GitHub does not show it. */
export async function readHistory(
  client: GitHubClient,
  nodeId: string,
  marker: Marker,
): Promise<{ versions: Version[]; isHidden: boolean }> {
  try {
    const { texts, isHidden } = await readEdits(client, nodeId);
    const versions = texts.flatMap((text) => {
      const read = readMarker(text);
      return read !== undefined && isOfTarget(read, marker) ? [{ text, marker: read }] : [];
    });
    return { versions, isHidden };
  } catch {
    // The comment is written. That two runs wrote it at the same moment is rare.
    return { versions: [], isHidden: false };
  }
}

export async function showAgain(client: GitHubClient, nodeId: string): Promise<void> {
  // Its text is current all the same, and its head says so.
  await showComment(client, nodeId).catch(() => undefined);
}
