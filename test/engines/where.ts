// npx tsx test/engines/where.ts ENGINE ROLE [--install]: prints the path of an engine's program, for scripts. Exits
// with 1 if it is missing.
import { parseArgs } from "node:util";
import { ENGINES } from "./engines.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { install: { type: "boolean", default: false } },
});
const [name = "", role = ""] = positionals;
const engine = ENGINES.find((one) => one.name === name);
const log = (line: string): boolean => process.stderr.write(`${name}: ${line}\n`);

try {
  const found = (await engine?.find()) ?? (values.install ? await engine?.install(log) : undefined);
  const file = found?.files[role];
  if (file === undefined)
    throw new Error(`no ${role} of ${name} on this machine; npm run engines -- --only ${name}`);
  console.log(file);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
