// npm run rehearse: the command line of the rehearsal. rehearse.ts does the work.
import { parseArgs } from "node:util";
import { UsageError } from "./base/usage-error.ts";
import { rehearse, type Rehearsal } from "./rehearse.ts";
import { WorkflowError } from "./runner/load/problems.ts";
import { FAILURES, isFailure } from "./scenarios.ts";

const USAGE = `npm run rehearse [-- [deploy|plan] [options]]

  deploy             a push to main: infrastructure, images, Kubernetes (the default)
  plan               a pull request: plan and comment

  --repo DIR         the consumer repository to run; default examples/fleet
  --keep DIR         keep the world (state, images, objects, comments) in DIR and go on from it the next time
  --fork             the pull request of \`plan\` comes from a fork: no secrets, no OIDC token, a token that only reads
  --fail REASON      break something on purpose: see --list-failures
  --list-failures    what --fail knows
  --cancel-at NAME   cancel the run when a job of this id, or a step with this word in its name, begins
  --slow DURATION    each object that terraform makes takes as long as this, for example 60s; with --cancel-at, the
                     cancel comes when the first one is being made
  --json FILE        also write the result as JSON
  --requests FILE    also write the kinds of requests that the embedded services got, one a line
  --verbose          show every line the steps print
  --help             this text`;

/** @throws UsageError that names the argument and what is accepted */
function readArguments(argv: string[]): Rehearsal | "help" | "list-failures" {
  const { values, positionals } = parse(argv);
  if (values.help === true) return "help";
  if (values["list-failures"] === true) return "list-failures";
  if (positionals.length > 1)
    throw new UsageError(`one event at a time, got: ${positionals.join(", ")}`);
  if (values.fail !== undefined && !isFailure(values.fail))
    throw new UsageError(
      `--fail ${values.fail} is unknown; known are ${Object.keys(FAILURES).join(", ")}`,
    );
  const event = positionals[0] ?? "deploy";
  if (values.fork === true && event !== "plan")
    throw new UsageError("--fork goes with plan: only a pull request comes from a fork");
  return {
    event,
    verbose: values.verbose ?? false,
    fork: values.fork ?? false,
    ...(values.repo === undefined ? {} : { repository: values.repo }),
    ...(values.keep === undefined ? {} : { keep: values.keep }),
    ...(values.fail === undefined ? {} : { fail: values.fail }),
    ...(values["cancel-at"] === undefined ? {} : { cancelAt: values["cancel-at"] }),
    ...(values.slow === undefined ? {} : { slow: durationOf(values.slow) }),
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.requests === undefined ? {} : { requests: values.requests }),
  };
}

/** @throws UsageError */
function durationOf(text: string): number {
  const [, amount, unit] = /^(\d+)(s|m)$/.exec(text) ?? [];
  if (amount === undefined)
    throw new UsageError(
      `--slow: "${text}" is not valid. Expected a duration, for example 60s or 2m.`,
    );
  return Number(amount) * (unit === "m" ? 60_000 : 1000);
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        repo: { type: "string" },
        keep: { type: "string" },
        fork: { type: "boolean" },
        fail: { type: "string" },
        "cancel-at": { type: "string" },
        slow: { type: "string" },
        json: { type: "string" },
        requests: { type: "string" },
        verbose: { type: "boolean" },
        "list-failures": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  const given = readArguments(process.argv.slice(2));
  if (given === "help") console.log(USAGE);
  else if (given === "list-failures")
    for (const [name, failure] of Object.entries(FAILURES))
      console.log(`${name.padEnd(20)} ${failure.story}`);
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
