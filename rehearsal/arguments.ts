import { parseArgs } from "node:util";
import { UsageError } from "./base/usage-error.ts";
import { FAILURES, isFailure } from "./failures.ts";
import type { Rehearsal } from "./rehearse.ts";

export const USAGE = `npm run rehearse [-- [deploy|plan|promote|rollback|rerun] [options]]

  deploy             a push to main: infrastructure, images, Kubernetes (the default)
  plan               a pull request: plan and comment
  promote            a dispatch of promote.yml: what one environment verified goes to the next
  rollback           a dispatch of rollback.yml: an environment goes back to an earlier release
  rerun              the last run of a kept world once more, at its commit and with its event

  --environment NAME the environment of a rollback; with deploy, the workflow is dispatched with this input
  --from NAME        the environment that a promotion comes from
  --to NAME          the environment that it goes to
  --release ID       the release to promote or to go back to. Without it, a promotion takes the newest that may be, and a
                     rollback the one before the live one; --release "" lists the releases instead
  --override-reason TEXT
                     why a promotion is to pass a rule that refuses it
  --run NUMBER       the run that \`rerun\` does once more
  --input NAME=VALUE another input of the dispatch; may be repeated
  --change NAME      edit a source file in the folder of this name (or the file of this path), as a new commit;
                     in a variable file (.tfvars) its first number is raised
  --from-pr          deploy by a pull request: it is planned, squashed into main, and the push is deployed;
                     without --change, it edits a variable file
  --reviewed NAME    somebody has to approve in this environment, also when nothing is promoted to it
  --reject           reject every job that waits for an approval; without it, all are approved
  --event NAME       the event of \`plan\`: pull_request (the default), or merge_group, a merge queue
  --fork             the pull request of \`plan\` comes from a fork: no secrets, no OIDC token, a token that only reads

  --repo DIR         the consumer repository to run; default examples/fleet
  --keep DIR         keep the world (state, images, objects, comments, commits) in DIR and go on from it the next time
  --fail REASON      break something on purpose: see --list-failures
  --list-failures    what --fail knows
  --cancel-at NAME   cancel the run when a job of this id, or a step with this word in its name, begins
  --slow DURATION    each object that terraform makes takes as long as this, for example 60s; with --cancel-at, the
                     cancel comes when the first one is being made
  --json FILE        also write the result as JSON
  --requests FILE    also write the kinds of requests that the embedded services got, one a line
  --matrix           run every workflow with every outcome, check what it leaves behind, and print one table
  --cell ID          only these cells of the matrix, for example deploy/first/cancel, or deploy/cancel for all such
                     cells; may be repeated
  --verbose          show every line the steps print
  --help             this text`;

/** The commands that an option means something to; the others go with all. */
const GOES_WITH: Readonly<Record<string, readonly string[]>> = {
  environment: ["deploy", "rollback"],
  from: ["promote"],
  to: ["promote"],
  release: ["promote", "rollback"],
  "override-reason": ["promote"],
  input: ["promote", "rollback", "deploy"],
  change: ["deploy", "plan"],
  event: ["plan"],
  "from-pr": ["deploy"],
  run: ["rerun"],
};

/**
 * Reads the command line.
 * @throws UsageError that names the argument and what is accepted
 */
export function readArguments(
  argv: string[],
): Rehearsal | { cells: string[] } | "help" | "list-failures" {
  const { values, positionals } = parse(argv);
  if (values.help === true) return "help";
  if (values["list-failures"] === true) return "list-failures";
  if (values.matrix === true) return { cells: values.cell ?? [] };
  if (values.cell !== undefined)
    throw new UsageError("--cell goes with --matrix: it names a cell of it");
  if (positionals.length > 1)
    throw new UsageError(`one event at a time, got: ${positionals.join(", ")}`);
  if (values.fail !== undefined && !isFailure(values.fail))
    throw new UsageError(
      `--fail ${values.fail} is unknown; known are ${Object.keys(FAILURES).join(", ")}`,
    );
  const event = positionals[0] ?? "deploy";
  checkTogether(event, values);
  return {
    ...{ event, verbose: values.verbose ?? false },
    ...{ fork: values.fork ?? false, reject: values.reject ?? false },
    ...{ fromPullRequest: values["from-pr"] ?? false, inputs: inputsOf(values.input ?? []) },
    ...(isMergeGroup(values.event) ? { mergeQueue: true } : {}),
    ...given("repository", values.repo),
    ...given("keep", values.keep),
    ...given("fail", values.fail),
    ...given("reviewed", values.reviewed),
    ...given("environment", values.environment),
    ...given("from", values.from),
    ...given("to", values.to),
    ...given("release", values.release),
    ...given("overrideReason", values["override-reason"]),
    ...given("change", values.change),
    ...given("cancelAt", values["cancel-at"]),
    ...(values.slow === undefined ? {} : { slow: durationOf(values.slow) }),
    ...(values.run === undefined ? {} : { run: runOf(values.run) }),
    ...given("json", values.json),
    ...given("requests", values.requests),
  };
}

type Name = Exclude<
  keyof Rehearsal,
  "fork" | "fromPullRequest" | "inputs" | "mergeQueue" | "reject" | "run" | "slow"
>;

const given = <N extends Name>(name: N, value: string | undefined): Partial<Record<N, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<N, string>);

type Values = ReturnType<typeof parse>["values"];

/** @throws UsageError for options that mean nothing to the command, or to each other */
function checkTogether(event: string, values: Values): void {
  if (values.fork === true && event !== "plan")
    throw new UsageError("--fork goes with plan: only a pull request comes from a fork");
  for (const [name, commands] of Object.entries(GOES_WITH))
    if (Object.hasOwn(values, name) && !commands.includes(event))
      throw new UsageError(`--${name} goes with ${commands.join(" and ")}, not with ${event}`);
  if (values.fork === true && isMergeGroup(values.event))
    throw new UsageError(
      "--fork and --event merge_group do not go together: a merge queue has a branch of the repository",
    );
  if (values.fail === "plan-changed" && values["from-pr"] !== true)
    throw new UsageError(
      "--fail plan-changed goes with deploy --from-pr: a plan changes after a pull request showed it",
    );
  if (values["from-pr"] === true && values.environment !== undefined)
    throw new UsageError(
      "--from-pr and --environment do not go together: a merged pull request starts the workflow by its push, which has no inputs",
    );
  if (event === "deploy" && values.input !== undefined && values.environment === undefined)
    throw new UsageError("--input goes with deploy when --environment does: a push has no inputs");
}

/** @throws UsageError */
function isMergeGroup(name: string | undefined): boolean {
  if (name !== undefined && !["pull_request", "merge_group"].includes(name))
    throw new UsageError(`--event: "${name}" is not valid. Expected pull_request or merge_group.`);
  return name === "merge_group";
}

/** @throws UsageError */
function inputsOf(texts: readonly string[]): Record<string, string> {
  const entries = texts.map((text) => {
    const [, name, value] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(
        `--input: "${text}" is not valid. Expected a name and a value, for example reason=slow.`,
      );
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

/** @throws UsageError */
function runOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(
    `--run: "${text}" is not valid. Expected the number of a run, for example 1.`,
  );
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
        environment: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        release: { type: "string" },
        "override-reason": { type: "string" },
        input: { type: "string", multiple: true },
        change: { type: "string" },
        run: { type: "string" },
        event: { type: "string" },
        "from-pr": { type: "boolean" },
        reviewed: { type: "string" },
        reject: { type: "boolean" },
        fork: { type: "boolean" },
        fail: { type: "string" },
        "cancel-at": { type: "string" },
        slow: { type: "string" },
        json: { type: "string" },
        requests: { type: "string" },
        matrix: { type: "boolean" },
        cell: { type: "string", multiple: true },
        verbose: { type: "boolean" },
        "list-failures": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
