import { ActionError } from "../../lib/runtime/errors.ts";
import { argumentsOfVariables } from "../../lib/terraform/arguments.ts";
import { NotValid, splitLines } from "../../lib/runtime/input-types.ts";
import type { InputType } from "../../lib/runtime/input-types.ts";

/** Matches what Go's flags read as false. https://pkg.go.dev/strconv#ParseBool */
const FALSE = "(?:0|f|F|false|FALSE|False)$";

/** Arguments with which the state would not be in the bucket, each with what to use instead. */
const OTHER_STATE: readonly [RegExp, string][] = [
  [
    new RegExp(`^(?:migrate-state|force-copy)(?:=(?!${FALSE}).*)?$`),
    "this action does not copy a state; to copy it, run init by hand, once",
  ],
  [/^backend=(?!(?:1|t|T|true|TRUE|True)$)/, "set backend-mode: off and give no bucket"],
];

/** Arguments that contradict what this action does with `init`. */
const REFUSED: readonly [RegExp, string][] = [
  ...OTHER_STATE,
  [/^backend-config\b/, "give the argument in backend-config"],
  [
    /^(?:json|input=(?!false$).*|from-module\b.*)$/,
    "this action cannot read what init then prints",
  ],
];

/** The input `init-args`. */
export const initArguments: InputType<string[], string[]> = {
  name: "list, one per line",
  expected: "arguments, one per line, for example -upgrade",
  empty: [],
  parse(given) {
    const found = splitLines(given);
    for (const argument of found) {
      if (!argument.startsWith("-"))
        throw new NotValid(`"${argument}" does not begin with a hyphen`);
      if (/\s-/.test(argument)) throw new NotValid(`"${argument}" is more than one argument`);
      const refused = REFUSED.find(([pattern]) => pattern.test(nameOf(argument)));
      if (refused !== undefined) throw new NotValid(`${argument} is refused: ${refused[1]}`);
    }
    return found;
  },
};

/** Returns the name of an argument. The tools accept one hyphen and two. */
const nameOf = (argument: string): string => argument.replace(/^--?/, "");

/**
 * Returns whether `init` may write the lock file, or has an option of its own for it: the tools refuse
 * -lockfile=readonly together with -upgrade.
 * @param given all arguments in their order: the last -upgrade counts
 */
export function mayWriteLockFile(given: readonly string[]): boolean {
  const names = given.map(nameOf);
  const upgrade = names.findLast((name) => /^upgrade(?:=|$)/.test(name));
  const upgrades = upgrade !== undefined && !UPGRADES_NOT.test(upgrade);
  return upgrades || names.some((name) => /^lockfile\b/.test(name));
}

const UPGRADES_NOT = new RegExp(`^upgrade=${FALSE}`);

/**
 * Returns the arguments of TF_CLI_ARGS and TF_CLI_ARGS_init, which count like the arguments of init-args.
 * @param environment of the tool
 * @param hasBackend whether the state must be in a bucket; otherwise nothing is refused
 * @throws ActionError `invalid-input` for arguments with which the state would not be in the bucket
 */
export function initArgumentsOfVariables(
  environment: Readonly<Record<string, string>>,
  hasBackend: boolean,
): string[] {
  const found = argumentsOfVariables("init", environment);
  for (const { variable, argument } of hasBackend ? found : []) {
    const refused = OTHER_STATE.find(([pattern]) => pattern.test(nameOf(argument)));
    if (refused !== undefined)
      throw new ActionError({
        reason: "invalid-input",
        message: `the variable ${variable} contains ${argument}, but the state must be in the bucket`,
        fix: `remove ${argument} from it: ${refused[1]}`,
      });
  }
  return found.map(({ argument }) => argument);
}
