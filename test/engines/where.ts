// npx tsx test/engines/where.ts ENGINE ROLE: prints the path of an engine's program, for scripts; 1 when it is not there.
import { ENGINES } from "./engines.ts";

const [name = "", role = ""] = process.argv.slice(2);
const found = await ENGINES.find((engine) => engine.name === name)?.find();
const file = found?.files[role];
if (file === undefined) {
  console.error(`no ${role} of ${name} on this machine; npm run engines -- --only ${name}`);
  process.exitCode = 1;
} else console.log(file);
