import { parseArgs } from "node:util";
import { closestWord } from "../base/closest.ts";
import { UsageError } from "../base/usage-error.ts";

const OPTIONS = {
  repo: { type: "string" },
  workflow: { type: "string" },
  vars: { type: "string" },
  action: { type: "string", multiple: true },
  keep: { type: "string" },
  environment: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  release: { type: "string" },
  "override-reason": { type: "string" },
  tag: { type: "string" },
  "allow-tags": { type: "string" },
  input: { type: "string", multiple: true },
  change: { type: "string" },
  run: { type: "string" },
  event: { type: "string" },
  "from-pr": { type: "boolean" },
  reviewed: { type: "string" },
  reject: { type: "boolean" },
  fork: { type: "boolean" },
  fail: { type: "string" },
  "fail-at": { type: "string" },
  "cancel-at": { type: "string" },
  slow: { type: "string" },
  real: { type: "string" },
  json: { type: "string" },
  requests: { type: "string" },
  matrix: { type: "boolean" },
  cell: { type: "string", multiple: true },
  part: { type: "string" },
  raw: { type: "boolean" },
  verbose: { type: "boolean" },
  "list-failures": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** The commands that an option applies to. Options that are not listed apply to all commands. */
const GOES_WITH: Readonly<Record<string, readonly string[]>> = {
  environment: ["deploy", "rollback"],
  from: ["promote"],
  to: ["promote"],
  release: ["promote", "rollback"],
  "override-reason": ["deploy", "promote"],
  tag: ["deploy", "promote"],
  input: ["promote", "rollback", "deploy"],
  change: ["deploy", "plan"],
  "from-pr": ["deploy"],
  run: ["rerun"],
  workflow: ["deploy", "plan", "promote", "rollback"],
};

/** The parsed options of the command line, by name, and the words that are not options. */
type Options = ReturnType<typeof parse>;
export type Values = Options["values"];

/**
 * Parses the command line.
 * @throws UsageError for an option that is not known, lacks its value, or does not apply to the command
 */
export function readOptions(argv: string[]): Options {
  const unknown = unknownOption(argv);
  if (unknown !== undefined)
    throw new UsageError(`--${unknown} is not an option.${meant(unknown)}`);
  const options = parse(argv);
  for (const [name, value] of Object.entries(options.values))
    if ([value].flat().includes("") && name !== "release")
      throw new UsageError(`--${name}: the value is empty. Give a value, or leave the option out.`);
  return options;
}

function meant(unknown: string): string {
  const name = closestWord(unknown, Object.keys(OPTIONS));
  return name === undefined ? "" : ` Did you mean --${name}?`;
}

/** Finds the first word that looks like an option but is not a known one. Words after `--` are ignored. */
function unknownOption(argv: string[]): string | undefined {
  const { tokens } = parseArgs({
    args: argv,
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  return tokens
    .flatMap((token) => (token.kind === "option" ? [token.name] : []))
    .find((name) => !Object.hasOwn(OPTIONS, name));
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(explain((error as Error).message));
  }
}

/** Rewrites a message of Node's parser in the form of the other messages. */
function explain(message: string): string {
  const [, missing] =
    /^Option '(?:-\w, )?(--[\w-]+) <value>' argument (?:missing|is ambiguous)/.exec(message) ?? [];
  if (missing !== undefined)
    return `${missing}: the value is missing. Expected a value, for example ${missing} NAME.`;
  const [, flag] = /^Option '(?:-\w, )?(--[\w-]+)' does not take an argument/.exec(message) ?? [];
  if (flag !== undefined) return `${flag} takes no value. Give the option alone.`;
  return `${message.split(". ")[0] ?? message}.`;
}

/** @throws UsageError for an option that does not apply to the command */
export function checkCommandOptions(command: string, values: Values): void {
  for (const [name, commands] of Object.entries(GOES_WITH))
    if (Object.hasOwn(values, name) && !commands.includes(command))
      throw new UsageError(`--${name} works with ${commands.join(" and ")}, not with ${command}`);
}
