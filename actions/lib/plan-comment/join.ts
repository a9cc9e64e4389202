import { lastOf } from "../github/status.ts";
import { isNewer } from "./newer.ts";
import { isOfWorkspace } from "./part.ts";
import type { Part } from "./part.ts";

/**
 * Of several texts of the same comment what counts of each workspace: the part about the pull request's current head,
 * else that of the latest run and attempt, with the last status that a later run has said. The order of the texts does
 * not matter, and doing it again changes nothing: whoever writes last writes what all have written.
 * @param currentHead undefined = it is not known
 */
export function joinParts(versions: readonly Part[], currentHead?: string): Part[] {
  const counts = (a: Part, b: Part) => (isBefore(a, b, currentHead) ? b : a);
  const groups = new Map<string, Part[]>();
  for (const one of versions) {
    const key = JSON.stringify([one.directory, one.state ?? null]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const joined = new Map([...groups].map(([key, all]) => [key, all.reduce(counts)]));
  return [...groups].flatMap(([key, all]) => {
    const counting = joined.get(key) as Part;
    const same = [...joined.values()].filter(
      (other) => other !== counting && other.directory === counting.directory,
    );
    if (counting.state === undefined) {
      // The first run that has a state takes over what was said before there was one.
      const isTaken = same.some((other) => !isBefore(other, counting, currentHead));
      return isTaken ? [] : [withLastStatus(counting, all)];
    }
    const before = (groups.get(JSON.stringify([counting.directory, null])) ?? []).filter(
      (one) => isOfWorkspace(one, counting) && isBefore(one, counting, currentHead),
    );
    return [withLastStatus(counting, [...all, ...before])];
  });
}

/** Whether versions of one workspace are about different commits, so that the pull request's head decides. */
export function isHeadNeeded(versions: readonly Part[]): boolean {
  const heads = new Map<string, string>();
  return versions.some(({ directory, head }) => {
    const known = heads.get(directory) ?? head;
    heads.set(directory, head);
    return known !== head;
  });
}

/** Whether `b` counts more than `a`. Of what one attempt wrote the later text counts, of one text the less shortened one. */
function isBefore(a: Part, b: Part, currentHead: string | undefined): boolean {
  if (isNewer(b, a, currentHead)) return true;
  if (isNewer(a, b, currentHead)) return false;
  return b.at === a.at ? bytesOf(b) > bytesOf(a) : b.at > a.at;
}

const bytesOf = ({ blocks }: Part): number =>
  blocks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

/**
 * What a run says of its own text goes with that text; what another run says, such as that it was applied, stays when the
 * text is written anew by an older run.
 */
function withLastStatus(counting: Part, all: readonly Part[]): Part {
  const statuses = all.flatMap((one) => {
    const { status, runId } = one;
    const isAbout = status?.runId !== runId || isSameText(one, counting);
    return status !== undefined && isAbout ? [status] : [];
  });
  const last = lastOf(statuses);
  const hasOne = all.some((one) => one.status !== undefined && isSameText(one, counting));
  // Written before the run of the text that counts began: it is about an earlier text.
  if (last === undefined || (!hasOne && last.runId < counting.runId)) return counting;
  return { ...counting, status: last };
}

const isSameText = (a: Part, b: Part): boolean =>
  a.runId === b.runId && a.runAttempt === b.runAttempt && a.at === b.at;
