import { formatVersion, parseVersion } from "./version.ts";
import type { Version } from "./version.ts";
import type { WantedVersion } from "./words.ts";

/** A version constraint and the place that demands it. */
export interface VersionRequirement {
  constraint: string;
  /** Where the constraint was found, for messages. */
  source: string;
  accepts: (version: Version) => boolean;
  /** The only version that is accepted, if the constraint names it exactly. */
  exactly?: Version;
  /** Versions of which at least one is accepted if any version is. */
  corners: readonly Version[];
  /** What a version manager's word asks for. */
  word?: WantedVersion;
  /** Whether this action needs it, whatever people wrote. */
  isOwn?: boolean;
  /** Whether prereleases may be chosen, because the constraint names one. */
  prereleases?: boolean;
}

/**
 * Finds the first requirement that a version does not meet.
 * @param version as the tool or its publisher writes it
 */
export function findUnmet(
  requirements: readonly VersionRequirement[],
  version: string,
): VersionRequirement | undefined {
  const parsed = parseVersion(version);
  return requirements.find(({ accepts }) => parsed === undefined || !accepts(parsed));
}

/** Returns the one version that the requirements allow, if one of them names it exactly. */
export function exactVersion(requirements: readonly VersionRequirement[]): string | undefined {
  const exact = requirements.find(({ exactly }) => exactly !== undefined)?.exactly;
  return exact && formatVersion(exact);
}
