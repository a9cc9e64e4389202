import { differingPaths, type Json, type PathDifference } from "./json.ts";
import type { Observations, Service } from "./service.ts";

/** One case whose answers were compared. */
export interface Result {
  name: string;
  equal: boolean;
  /** Set if the difference is explained. */
  reason?: string;
}

/** Something that a person has to look at: a case, what is wrong with it, and where its two answers differ. */
export interface Finding {
  case: string;
  problem: string;
  /** For example `status: ours 200, theirs 412`. */
  paths: string[];
}

export interface Compared {
  results: Result[];
  findings: Finding[];
}

/** Compares our answers with theirs: every difference needs a reason, and every reason a difference. */
export function compareSides(
  service: Pick<Service, "cases" | "differences">,
  ours: Observations,
  theirs: Observations,
): Compared {
  const compared: Compared = { results: [], findings: [] };
  for (const name of service.cases) {
    const paths = differingPaths(ours.get(name), theirs.get(name));
    const reason = service.differences[name];
    const equal = paths.length === 0;
    compared.results.push({ name, equal, ...(reason === undefined ? {} : { reason }) });
    if (equal && reason !== undefined)
      compared.findings.push({
        case: name,
        problem: "no longer differs: remove its reason from differences.ts",
        paths: [],
      });
    if (!equal && reason === undefined)
      compared.findings.push({
        case: name,
        problem: "differs, and differences.ts gives no reason",
        paths: describePaths(paths, "ours", "theirs"),
      });
  }
  return compared;
}

/**
 * Compares a recording with current answers. Findings are: a difference in the answers, a case without a recording, and
 * a recording without a case.
 */
export function compareRecording(
  { name, cases }: Pick<Service, "name" | "cases">,
  recorded: Observations,
  live?: Observations,
): Finding[] {
  const command = `npm run record -- --only ${name}`;
  const findings: Finding[] = [];
  for (const one of cases) {
    if (!recorded.has(one))
      findings.push({ case: one, problem: `has no recording: ${command}`, paths: [] });
    else if (live !== undefined) {
      const paths = describePaths(
        differingPaths(recorded.get(one), live.get(one)),
        "recorded",
        "live",
      );
      if (paths.length > 0)
        findings.push({ case: one, problem: `the recording is outdated: ${command}`, paths });
    }
  }
  for (const one of recorded.keys())
    if (!cases.includes(one))
      findings.push({ case: one, problem: `recorded, but not a case: ${command}`, paths: [] });
  return findings;
}

const SHOWN_PATHS = 12;

/** Returns one line for each path, at most twelve. */
function describePaths(
  paths: readonly PathDifference[],
  oneName: string,
  otherName: string,
): string[] {
  const lines = paths
    .slice(0, SHOWN_PATHS)
    .map(
      ({ path, one, other }) =>
        `${path}: ${oneName} ${shorten(one)}, ${otherName} ${shorten(other)}`,
    );
  const left = paths.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

const SHOWN_CHARACTERS = 120;

function shorten(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length <= SHOWN_CHARACTERS
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS)}... (${text.length} characters)`;
}
