// The program behind the `docker` that install.ts writes.
import { runCommand } from "./command.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  write: (text) => process.stdout.write(text),
  say: (line) => console.error(line),
});
