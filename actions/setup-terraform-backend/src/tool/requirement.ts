import { formatVersion, parseVersion } from "./version.ts";
import type { Version } from "./version.ts";
import type { WantedVersion } from "./words.ts";

/** A version constraint and the place that demands it. */
export interface VersionRequirement {
  constraint: string;
  /** Where it was found, for messages. */
  source: string;
  accepts: (version: Version) => boolean;
  /** The only version that will do, when it names one. */
  exactly?: Version;
  /** Versions among which one is accepted, where any is. */
  corners: readonly Version[];
  /** What a version manager's word asks for. */
  word?: WantedVersion;
  /** This action needs it, whatever people wrote. */
  isOwn?: boolean;
  /** Prereleases may be chosen, because one is named. */
  prereleases?: boolean;
}

/** The first requirement that a version does not meet. @param version as the tool or its publisher writes it */
export function findUnmet(
  requirements: readonly VersionRequirement[],
  version: string,
): VersionRequirement | undefined {
  const parsed = parseVersion(version);
  return requirements.find(({ accepts }) => parsed === undefined || !accepts(parsed));
}

/** The one version that the requirements allow, when one of them names it exactly. */
export function exactVersion(requirements: readonly VersionRequirement[]): string | undefined {
  const exact = requirements.find(({ exactly }) => exactly !== undefined)?.exactly;
  return exact && formatVersion(exact);
}
