// Judges the suites that were skipped: usage tsx test/real/skips.ts FINDINGS LOG. FINDINGS is what
// `npm run engines -- --json` printed, LOG what the suites printed. Prints the number of skipped suites; ends 1 when
// one was skipped although its engines are there.
import { readFileSync } from "node:fs";
import type { Finding } from "../engines/survey.ts";

/** Suites by name, with the engines each was missing, from lines `SKIPPED suite: … install engine (what), …`. */
export function skippedSuites(log: string, engines: readonly string[]): Map<string, string[]> {
  const suites = new Map<string, string[]>();
  for (const [, suite = "", reason = ""] of log.matchAll(/^SKIPPED ([\w /-]+): (.*)$/gm))
    suites.set(
      suite,
      engines.filter((engine) => new RegExp(`(?<![\\w-])${engine}(?![\\w-])`).test(reason)),
    );
  return suites;
}

/** Suites that need not have been skipped: every engine they missed could be had. */
export function unjustified(
  suites: ReadonlyMap<string, string[]>,
  findings: readonly Finding[],
): string[] {
  const missing = new Set(
    findings.filter(({ status }) => status === "skipped").map(({ engine }) => engine),
  );
  return [...suites]
    .filter(([, engines]) => !engines.some((engine) => missing.has(engine)))
    .map(([suite]) => suite);
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
