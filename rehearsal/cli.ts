// npm run rehearse: the command line of the rehearsal. arguments.ts reads it, rehearse.ts does the work.
import { USAGE, readArguments } from "./arguments.ts";
import { UsageError } from "./base/usage-error.ts";
import { FAILURES } from "./failures.ts";
import { runMatrix } from "./matrix/run.ts";
import { rehearse } from "./rehearse.ts";
import { WorkflowError } from "./runner/load/problems.ts";

try {
  const given = readArguments(process.argv.slice(2));
  if (given === "help") console.log(USAGE);
  else if (given === "list-failures")
    for (const [name, failure] of Object.entries(FAILURES))
      console.log(`${name.padEnd(20)} ${failure.story}`);
  else if ("cells" in given) process.exitCode = (await runMatrix(given.cells)) ? 0 : 1;
  else process.exitCode = (await rehearse(given)) ? 0 : 1;
} catch (error) {
  if (error instanceof WorkflowError) {
    // GitHub would refuse the workflow with the same words; nothing of it was run.
    console.error(error.message);
    process.exitCode = 1;
  } else if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else throw error;
}
