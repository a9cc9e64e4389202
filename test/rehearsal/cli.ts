// npm run conformance [-- --only s3,sts] [--json]: compares the embedded services and the recordings with live engines.
import { parseArgs } from "node:util";
import { reasonOf } from "../engines/engine.ts";
import { compareRecording, compareSides } from "./compare.ts";
import { readRecording } from "./recording.ts";
import { missingEngine, selectServices } from "./selection.ts";
import { SERVICES } from "./services.ts";
import { conformanceTable, conforms, describeFindings, type Outcome } from "./table.ts";

const USAGE = `usage: npm run conformance -- [--only SERVICE,SERVICE] [--json]

services: ${Object.keys(SERVICES).join(", ")}

Ends 1 when a difference has no reason or a recording is outdated: the last lines say which case, and how.
Ends 0 when engines are missing (a visible line each; npm run engines installs them).
With --json the outcomes go to standard output and the last lines to standard error.
`;

async function compareLive(name: string): Promise<Outcome> {
  try {
    const service = await SERVICES[name]?.();
    if (service === undefined) throw new Error("it has no comparison");
    const skipped = await missingEngine(service.engines);
    if (skipped !== undefined) return { name, skipped };
    const ours = await service.observeOurs();
    const live = await service.observeTheirs();
    const { results, findings } = compareSides(service, ours, live);
    const outdated = compareRecording(service, readRecording(name), live);
    return { name, results, findings: [...outdated, ...findings] };
  } catch (error) {
    return { name, failed: reasonOf(error) };
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const outcomes: Outcome[] = [];
  for (const name of selectServices(values.only)) outcomes.push(await compareLive(name));
  console.log(values.json ? JSON.stringify(outcomes, undefined, 2) : conformanceTable(outcomes));
  const print = values.json ? console.error : console.log;
  for (const line of describeFindings(outcomes)) print(line);
  return conforms(outcomes) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${USAGE}\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
