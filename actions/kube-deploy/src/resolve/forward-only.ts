import type { Current } from "../../../lib/releases/current.ts";
import type { ReleaseRecord } from "../../../lib/releases/record.ts";
import { timeOfName } from "../../../lib/releases/time.ts";

/** The environment that a release comes from. */
interface Source {
  environment: string;
  releases: readonly ReleaseRecord[];
  /** What is live in that environment; undefined = nothing was recorded. */
  current: Current | undefined;
}

/**
 * Returns whether the destination must not be rolled back past this promotion, because something that the release
 * brings was declared forward-only in the source. A promotion brings everything since the release that runs in the
 * destination, including releases that were never promoted.
 * @param live what is live in the destination; undefined = nothing
 */
export function bringsForwardOnly(
  promoted: Pick<ReleaseRecord, "id" | "verifiedAt">,
  { environment, releases, current }: Source,
  live: Current | undefined,
): boolean {
  const { promotedFrom } = live ?? {};
  const present = promotedFrom?.environment === environment ? promotedFrom.release : "";
  const isBrought = releases.some(
    ({ id, forwardOnly }) => forwardOnly === true && id > present && id <= promoted.id,
  );
  const since = Date.parse(current?.forwardOnly?.since ?? "");
  const isFailedBrought =
    since > (timeOfName(present) ?? 0) && since <= Date.parse(promoted.verifiedAt);
  return isBrought || isFailedBrought;
}
