// Checks the suites that were skipped: usage tsx test/real/skips.ts FINDINGS LOG. FINDINGS is what
// `npm run engines -- --json` printed, LOG what the suites printed. Prints the number of skipped suites; ends 1 when
// one was skipped although its engines are there.
import { readFileSync } from "node:fs";
import type { Finding } from "../engines/survey.ts";

/**
 * Suites by name, with the engines each was missing, from lines `SKIPPED suite: … install engine (what), …`. An engine
 * that is there without a part of it is written, and given, as `engine with part`.
 */
export function skippedSuites(log: string, engines: readonly string[]): Map<string, string[]> {
  const suites = new Map<string, string[]>();
  for (const [, suite = "", reason = ""] of log.matchAll(/^SKIPPED ([\w /-]+): (.*)$/gm))
    suites.set(
      suite,
      engines.flatMap((engine) => {
        const found = new RegExp(`(?<![\\w-])${engine}(?![\\w-])(?: with \\S+)?`).exec(reason);
        return found === null ? [] : [found[0]];
      }),
    );
  return suites;
}

/** Suites that need not have been skipped: every engine they missed could be had. */
export function unjustified(
  suites: ReadonlyMap<string, string[]>,
  findings: readonly Finding[],
): string[] {
  const isMissing = (need: string): boolean => {
    const [name, part = ""] = need.split(" with ");
    const finding = findings.find(({ engine }) => engine === name);
    // The version of a mirror lists what is in it.
    return finding?.status === "skipped" || finding?.version.includes(part) === false;
  };
  return [...suites].filter(([, engines]) => !engines.some(isMissing)).map(([suite]) => suite);
}

if (process.argv[1]?.endsWith("skips.ts") === true) {
  const [findingsFile = "", logFile = ""] = process.argv.slice(2);
  const findings = JSON.parse(readFileSync(findingsFile, "utf8")) as Finding[];
  const suites = skippedSuites(
    readFileSync(logFile, "utf8"),
    findings.map(({ engine }) => engine),
  );
  const wrong = unjustified(suites, findings);
  console.log(suites.size);
  if (wrong.length > 0) {
    console.error(`skipped although their engines are there: ${wrong.join(", ")}`);
    process.exitCode = 1;
  }
}
