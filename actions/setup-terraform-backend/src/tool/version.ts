/** A version by the rules of terraform and OpenTofu, which differ from the rules of npm. */
export interface Version {
  /** At least three segments: 1.5 is 1.5.0. */
  segments: bigint[];
  /** How many segments were written. */
  written: number;
  /** The prerelease, such as `rc1`; "" for a release. */
  prerelease: string;
}

/**
 * Matches a version without operator: any number of segments, with leading zeros; a prerelease; metadata such as
 * `+ent`.
 * https://github.com/hashicorp/go-version/blob/main/version.go
 */
export const VERSION =
  "v?(\\d+(?:\\.\\d+)*)(?:-(\\d+[\\dA-Za-z~-]*(?:\\.[\\dA-Za-z~-]+)*)|-?([A-Za-z~-]+[\\dA-Za-z~-]*(?:\\.[\\dA-Za-z~-]+)*))?(?:\\+[\\dA-Za-z~-]+(?:\\.[\\dA-Za-z~-]+)*)?";
const WHOLE = new RegExp(`^${VERSION}$`);

/** The tools keep a segment in 64 bits. */
const LARGEST = 2n ** 63n - 1n;

/**
 * Returns undefined for a text that the tools do not take for a version, such as a text with a number above 64 bits.
 */
export function parseVersion(text: string): Version | undefined {
  const [, numbers, digitsFirst, lettersFirst] = WHOLE.exec(text) ?? [];
  if (numbers === undefined) return undefined;
  const segments = numbers.split(".").map(BigInt);
  if (segments.some((segment) => segment > LARGEST)) return undefined;
  const written = segments.length;
  while (segments.length < 3) segments.push(0n);
  return { segments, written, prerelease: digitsFirst ?? lettersFirst ?? "" };
}

/**
 * Returns a version as publishers write it: without `v`, leading zeros and metadata, and with three segments if all
 * further segments are zero.
 */
export function formatVersion({ segments, prerelease }: Version): string {
  const last = segments.findLastIndex((segment) => segment !== 0n);
  const numbers = segments.slice(0, Math.max(3, last + 1)).join(".");
  return prerelease === "" ? numbers : `${numbers}-${prerelease}`;
}

/** Returns the version without its prerelease. */
export const coreOf = (version: Version): Version => ({ ...version, prerelease: "" });

/**
 * Returns a negative number, 0 or a positive number. Missing segments count as zero. A prerelease comes before its
 * release.
 */
export function compareVersions(a: Version, b: Version): number {
  return compareSegments(a, b) || comparePrereleases(a.prerelease, b.prerelease);
}

function compareSegments(a: Version, b: Version): number {
  for (let at = 0; at < Math.max(a.segments.length, b.segments.length); at += 1) {
    const [left, right] = [a.segments[at] ?? 0n, b.segments[at] ?? 0n];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

export const hasSameSegments = (a: Version, b: Version): boolean => compareSegments(a, b) === 0;

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const [left, right] = [a.split("."), b.split(".")];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = comparePart(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Compares one part of a prerelease. A number comes before a word, and a missing part comes before both. */
function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [left, right] = [a, b].map((part) => (/^\d+$/.test(part) ? BigInt(part) : undefined));
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : 0;
  if (left !== undefined || right !== undefined) return left !== undefined ? -1 : 1;
  return a < b ? -1 : 1;
}
