import { lastOf } from "../github/status.ts";
import { isNewer } from "./newer.ts";
import { idOf, isOfWorkspace } from "./part.ts";
import type { Part, Workspace } from "./part.ts";

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
      // The first run that has a state takes over what was said before there was one.
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

/** Whether versions of one workspace are about different commits, so that the pull request's head decides. */
export function isHeadNeeded(versions: readonly Part[]): boolean {
  const heads = new Map<string, string>();
  return versions.some(({ head, ...one }) => {
    const known = heads.get(idOf(one)) ?? head;
    heads.set(idOf(one), head);
    return known !== head;
  });
}

/** Whether `b` counts more than `a`. Of what one attempt wrote the later text counts, of one text the less shortened one. */
function isBefore(a: Part, b: Part, currentHead: string | undefined): boolean {
  if (isNewer(b, a, currentHead)) return true;
  if (isNewer(a, b, currentHead)) return false;
  if (b.at !== a.at) return b.at > a.at;
  const [mine, other] = [bytesOf(a), bytesOf(b)];
  return mine === other ? restOf(b) > restOf(a) : other > mine;
}

const bytesOf = ({ blocks }: Part): number =>
  blocks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

/** Of texts without blocks it is the name, and what is said first, that may be shortened. */
const restOf = ({ directory, says, foot }: Part): number =>
  directory.length + JSON.stringify(says).length + foot.length;

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
