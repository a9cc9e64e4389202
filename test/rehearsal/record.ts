// npm run record [-- --only s3,rollouts]: runs the cases on the independent engines and records their answers.
import path from "node:path";
import { parseArgs } from "node:util";
import { reasonOf } from "../engines/engine.ts";
import { recordRollouts } from "../golden/rollouts/record.ts";
import { compareRecording } from "./compare.ts";
import { readRecording, writeRecording } from "./recording.ts";
import { missingEngine, selectServices } from "./selection.ts";
import { SERVICES } from "./services.ts";

const USAGE = `usage: npm run record -- [--only SERVICE,SERVICE]

services: ${[...Object.keys(SERVICES), "rollouts"].join(", ")}

Writes test/rehearsal/SERVICE/recorded.json anew: cases that are gone leave it. Prints which answers changed.
rollouts are the status sequences in test/golden/rollouts; git diff shows what changed in them.
Ends 1 when an engine is missing or a case fails on it; the recording of that service stays as it was.
`;

/** Records one service and returns lines that report the result. @throws Error if the service cannot be recorded */
async function record(name: string): Promise<string[]> {
  if (name === "rollouts") {
    await recordRollouts(path.join(import.meta.dirname, "../golden/rollouts"));
    return ["rollouts: recorded"];
  }
  const service = await SERVICES[name]?.();
  if (service === undefined) throw new Error("it has no comparison");
  const missing = await missingEngine(service.engines);
  if (missing !== undefined) throw new Error(missing);
  const before = readRecording(name);
  const live = await service.observeTheirs();
  writeRecording(service, live);
  const changes = compareRecording(service, before, live);
  return [
    `${name}: ${service.cases.length} cases recorded, ${changes.length} of them new, changed or gone`,
    ...changes.flatMap((change) => [
      `  ${change.case}`,
      ...change.paths.map((one) => `    ${one}`),
    ]),
  ];
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const failures: string[] = [];
  for (const name of selectServices(values.only, ["rollouts"])) {
    try {
      for (const line of await record(name)) console.log(line);
    } catch (error) {
      failures.push(`FAILED ${name}: ${reasonOf(error)}`);
    }
  }
  for (const failure of failures) console.error(failure);
  return failures.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${USAGE}\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
