// npm run engines [-- --only a,b] [--json] [--find] [--try]: finds the real engines and installs those that are
// missing.
import { parseArgs } from "node:util";
import { cacheRoot } from "./cache.ts";
import { ENGINES } from "./engines.ts";
import { renderFindings } from "./report.ts";
import { survey } from "./survey.ts";

const USAGE = `usage: npm run engines -- [--only NAME,NAME] [--find] [--try] [--json]

  --only   these engines; all when it is left out
  --find   look only, install nothing
  --try    also start and stop every engine that serves
  --json   print the findings as JSON

Ends 0 when engines are missing, 2 when --only names one that does not exist.
`;

async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      only: { type: "string" },
      find: { type: "boolean", default: false },
      try: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const names = values.only?.split(",").map((name) => name.trim());
  const known = ENGINES.map((engine) => engine.name);
  const unknown = (names ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`no engine ${unknown.join(", ")}; there are ${known.join(", ")}\n`);
    return 2;
  }
  // Progress goes to standard error, so that standard output has only the table or the JSON.
  const report = (line: string): boolean => process.stderr.write(`${line}\n`);
  if (!values.find) report(`cache: ${cacheRoot()}`);
  const findings = await survey(
    ENGINES.filter((engine) => names?.includes(engine.name) ?? true),
    {
      install: !values.find,
      tryOut: values.try,
      log: (engine, line) => report(`  ${engine}: ${line}`),
      done: ({ engine, status, seconds }) =>
        report(`${engine}: ${status} (${seconds.toFixed(1)} s)`),
    },
  );
  const text = values.json ? JSON.stringify(findings, undefined, 2) : renderFindings(findings);
  process.stdout.write(`${text}\n`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
