// npm run conformance [-- --only s3,sts] [--json]: the embedded services beside independent ones, case by case.
import { parseArgs } from "node:util";
import { ENGINES } from "../engines/engines.ts";
import { reasonOf } from "../engines/engine.ts";
import { SERVICES } from "./services.ts";
import { conformanceTable, conforms, type Outcome } from "./table.ts";

const USAGE = `usage: npm run conformance -- [--only SERVICE,SERVICE] [--json]

services: ${Object.keys(SERVICES).join(", ")}

Ends 1 when a difference has no reason, 0 when engines are missing (a visible line each; npm run engines installs them).
`;

/** What has to be installed before a service can be compared; undefined when everything is there. */
async function missing(engines: readonly string[]): Promise<string | undefined> {
  for (const name of engines) {
    const engine = ENGINES.find((one) => one.name === name);
    if (engine === undefined) throw new Error(`there is no engine ${name}`);
    if ((await engine.find()) === undefined)
      return `${name} is not there; npm run engines -- --only ${name} (needs ${engine.needs})`;
  }
  return undefined;
}

async function outcomeOf(name: string): Promise<Outcome> {
  try {
    const service = await SERVICES[name]?.();
    if (service === undefined) throw new Error("it has no comparison");
    const skipped = await missing(service.engines);
    if (skipped !== undefined) return { name, skipped };
    return { name, results: await service.compare() };
  } catch (error) {
    return { name, failed: reasonOf(error) };
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
    return 0;
  }
  const names = values.only?.split(",").map((name) => name.trim()) ?? Object.keys(SERVICES);
  const unknown = names.filter((name) => !Object.hasOwn(SERVICES, name));
  if (unknown.length > 0) {
    console.error(`no service ${unknown.join(", ")}\n\n${USAGE}`);
    return 2;
  }
  const outcomes: Outcome[] = [];
  for (const name of names) outcomes.push(await outcomeOf(name));
  console.log(
    values.json === true ? JSON.stringify(outcomes, undefined, 2) : conformanceTable(outcomes),
  );
  return conforms(outcomes) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
