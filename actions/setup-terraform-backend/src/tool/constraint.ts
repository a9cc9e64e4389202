import { compare, parse } from "semver";

/** One comparison of a constraint. */
export interface Clause {
  operator: string;
  /** The version as it was written, without `v`. */
  text: string;
}

const CLAUSE = /^(=|!=|>=?|<=?|~>)?\s*v?(\d+(?:\.\d+){0,2}(?:-[\w.-]+)?)$/;

/** Clauses of a constraint such as `>= 1.6, < 2`; undefined for other text. `latest` has no clauses. */
export function parseConstraint(text: string): Clause[] | undefined {
  if (text.trim() === "latest") return [];
  const clauses: Clause[] = [];
  for (const part of text.split(",")) {
    const [, operator = "=", version] = CLAUSE.exec(part.trim()) ?? [];
    if (version === undefined) return undefined;
    clauses.push({ operator, text: version });
  }
  return clauses;
}

/**
 * Whether a version satisfies a constraint, by terraform's rules: `~> 1.9.0` allows 1.9.x, `~> 1.9` allows 1.x
 * from 1.9 on, a bare version is exact.
 * https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export const satisfies = (version: string, clauses: readonly Clause[]): boolean =>
  clauses.every(({ operator, text }) => {
    const order = compare(version, complete(text));
    switch (operator) {
      case "!=":
        return order !== 0;
      case ">":
        return order > 0;
      case ">=":
        return order >= 0;
      case "<":
        return order < 0;
      case "<=":
        return order <= 0;
      case "~>":
        return order >= 0 && compare(version, ceiling(text)) < 0;
      default:
        return order === 0;
    }
  });

/** 1.9 as 1.9.0; a prerelease stays at the end. */
function complete(text: string): string {
  const [core = "", ...prerelease] = text.split("-");
  const parts = [...core.split("."), "0", "0"].slice(0, 3).join(".");
  return [parts, ...prerelease].join("-");
}

/** The first version that `~>` does not allow: its last part may grow, the one before it may not. */
function ceiling(text: string): string {
  const parsed = parse(complete(text));
  const parts = (text.split("-")[0] ?? "").split(".").length;
  if (parsed === null) return "0.0.0";
  return parts === 3 ? `${parsed.major}.${parsed.minor + 1}.0-0` : `${parsed.major + 1}.0.0-0`;
}
