// tsx test/real/skips.ts FINDINGS LOG: checks the suites that were skipped. FINDINGS is the output of `npm run engines
// -- --json`, LOG the output of the suites. Prints the number of skipped suites. Exits with 1 if a suite was skipped
// although its engines are installed.
import { readFileSync } from "node:fs";
import type { Finding } from "../engines/survey.ts";

/**
 * Reads the skipped suites from lines `SKIPPED suite: … install engine (what), …`. If an engine is installed without
 * one of its parts, the line and the result call it `engine with part`.
 * @returns by suite, the engines that it lacked
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

/** Returns the suites that were skipped without need: every engine that they lacked is available. */
export function unjustified(
  suites: ReadonlyMap<string, string[]>,
  findings: readonly Finding[],
): string[] {
  const isMissing = (need: string): boolean => {
    const [name, part = ""] = need.split(" with ");
    const finding = findings.find(({ engine }) => engine === name);
    // The version of a mirror lists its providers.
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
