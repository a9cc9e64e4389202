import { VERSION, compareVersions, hasSameSegments, parseVersion } from "./version.ts";
import type { Version } from "./version.ts";

/** One comparison of a constraint. */
export interface Clause {
  operator: string;
  version: Version;
}

/** White space as in the tools' regular expressions. */
const SPACE = "[\\t\\n\\f\\r ]*";
const CLAUSE = new RegExp(`^${SPACE}(=|!=|>=?|<=?|~>)?${SPACE}(${VERSION})${SPACE}$`);

/** Returns the clauses of a constraint such as `>= 1.6, < 2`; undefined for other text. */
export function parseConstraint(text: string): Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const part of text.split(",")) {
    const [, operator = "=", written] = CLAUSE.exec(part) ?? [];
    const version = written === undefined ? undefined : parseVersion(written);
    if (version === undefined) return undefined;
    clauses.push({ operator, version });
  }
  return clauses;
}

/**
 * Returns whether a version satisfies all clauses, by the rules of terraform and OpenTofu. `~> 1.9.0` allows 1.9.x, `~>
 * 1.9` allows 1.x from 1.9 on, `~> 1` allows everything from 1 on, and a bare version is exact. A prerelease satisfies
 * only a clause that names a prerelease of the same version.
 * https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 * https://github.com/hashicorp/go-version/blob/main/constraint.go
 */
export const satisfies = (version: Version, clauses: readonly Clause[]): boolean =>
  clauses.every((clause) => meets(version, clause));

function meets(version: Version, { operator, version: named }: Clause): boolean {
  const order = compareVersions(version, named);
  if (operator === "=") return order === 0;
  if (operator === "!=") return order !== 0;
  if (!isComparable(version, named)) return false;
  switch (operator) {
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    default:
      return order >= 0 && isWithin(version, named);
  }
}

const isComparable = (version: Version, named: Version): boolean =>
  version.prerelease === "" || (named.prerelease !== "" && hasSameSegments(version, named));

/**
 * Returns whether a version meets a `~>` clause: all written segments except the last one are the same. If the clause
 * names a prerelease, the tools accept no release.
 */
function isWithin(version: Version, named: Version): boolean {
  if (named.prerelease !== "" && version.prerelease === "") return false;
  if (named.segments.length > version.segments.length) return false;
  const fixed = named.segments.slice(0, named.written - 1);
  const last = named.segments.length - 1;
  return (
    fixed.every((segment, at) => segment === version.segments[at]) &&
    (named.segments[last] ?? 0n) <= (version.segments[last] ?? 0n)
  );
}

/**
 * Returns versions of which at least one is allowed if any release is allowed. The smallest allowed release is 0.0.0,
 * or a version that a clause names, or the next patch after it. Further patches are included for versions that `!=`
 * excludes.
 */
export function cornersOf(clauses: readonly Clause[]): Version[] {
  const excluded = clauses.filter(({ operator }) => operator === "!=").length;
  return [ZERO, ...clauses.map(({ version }) => version)].flatMap((corner) => {
    const [major = 0n, minor = 0n, patch = 0n] = corner.segments;
    const releases = Array.from({ length: excluded + 2 }, (_, more) =>
      releaseOf(major, minor, patch + BigInt(more)),
    );
    return [corner, ...releases];
  });
}

const releaseOf = (...segments: bigint[]): Version => ({ segments, written: 3, prerelease: "" });
const ZERO = releaseOf(0n, 0n, 0n);
