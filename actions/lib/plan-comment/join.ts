import { lastOf } from "../github/status.ts";
import { isNewer } from "./newer.ts";
import { idOf, isOfWorkspace } from "./part.ts";
import type { Part, Workspace } from "./part.ts";

/**
 * Chooses, from several texts of the same comment, what counts for each workspace: the part about the pull request's
 * current head, otherwise the part of the latest run and attempt, with the last status that a later run reported. The
 * order of the texts does not matter, and a second call changes nothing: the last job to write writes what all jobs
 * have written.
 * @param currentHead undefined = not known
 */
export function joinParts(versions: readonly Part[], currentHead?: string): Part[] {
  const counts = (a: Part, b: Part) => (isBefore(a, b, currentHead) ? b : a);
  const groups = new Map<string, Part[]>();
  for (const one of versions) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const joined = new Map([...groups].map(([key, all]) => [key, all.reduce(counts)]));
  return [...groups].flatMap(([key, all]) => {
    const counting = joined.get(key) as Part;
    const same = [...joined.values()].filter(
      (other) => other !== counting && idOf(other) === idOf(counting),
    );
    if (counting.state === undefined) {
      // The first run that has a state takes over what was reported before a state existed.
      const isTaken = same.some((other) => !isBefore(other, counting, currentHead));
      return isTaken ? [] : [withLastStatus(counting, all)];
    }
    const before = (groups.get(keyOf({ ...counting, state: undefined })) ?? []).filter(
      (one) => isOfWorkspace(one, counting) && isBefore(one, counting, currentHead),
    );
    return [withLastStatus(counting, [...all, ...before])];
  });
}

const keyOf = ({ state, ...one }: Workspace): string => JSON.stringify([idOf(one), state ?? null]);

/** Returns whether versions of one workspace are about different commits, so that the pull request's head decides. */
export function isHeadNeeded(versions: readonly Part[]): boolean {
  const heads = new Map<string, string>();
  return versions.some(({ head, ...one }) => {
    const known = heads.get(idOf(one)) ?? head;
    heads.set(idOf(one), head);
    return known !== head;
  });
}

/**
 * Returns whether `b` counts more than `a`. Of the texts of one attempt, the later one counts; of versions of one text,
 * the one that was shortened less.
 */
function isBefore(a: Part, b: Part, currentHead: string | undefined): boolean {
  if (isNewer(b, a, currentHead)) return true;
  if (isNewer(a, b, currentHead)) return false;
  if (b.at !== a.at) return b.at > a.at;
  const [mine, other] = [bytesOf(a), bytesOf(b)];
  return mine === other ? restOf(b) > restOf(a) : other > mine;
}

const bytesOf = ({ blocks }: Part): number =>
  blocks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

/** Returns the length of a text without its blocks. Only its name and its first part may be shortened. */
const restOf = ({ directory, says, foot }: Part): number =>
  directory.length + JSON.stringify(says).length + foot.length;

/**
 * Adds the last status. A run's status of its own text belongs to that text. A status from another run, such as
 * "applied", stays if an older run writes the text again.
 */
function withLastStatus(counting: Part, all: readonly Part[]): Part {
  const statuses = all.flatMap((one) => {
    const { status, runId } = one;
    const isAbout = status?.runId !== runId || isSameText(one, counting);
    return status !== undefined && isAbout ? [status] : [];
  });
  const last = lastOf(statuses);
  const hasOne = all.some((one) => one.status !== undefined && isSameText(one, counting));
  // This status is older than the run whose text counts, so it is about an earlier text.
  if (last === undefined || (!hasOne && last.runId < counting.runId)) return counting;
  return { ...counting, status: last };
}

const isSameText = (a: Part, b: Part): boolean =>
  a.runId === b.runId && a.runAttempt === b.runAttempt && a.at === b.at;
