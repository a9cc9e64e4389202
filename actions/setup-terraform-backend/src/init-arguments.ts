import { NotValid, splitLines } from "../../lib/runtime/input-types.ts";
import type { InputType } from "../../lib/runtime/input-types.ts";

/** Arguments that contradict what this action does with `init`, by what is meant to be used instead. */
const REFUSED: readonly [RegExp, string][] = [
  [
    /^(?:migrate-state|force-copy)$/,
    "no state is copied by this action; run init by hand for that, once",
  ],
  [/^backend=(?!true$)/, "set backend-mode: off and give no bucket"],
  [/^backend-config\b/, "give the argument in backend-config"],
  [
    /^(?:json|input=(?!false$).*|from-module\b.*)$/,
    "this action cannot read what init then prints",
  ],
];

/** The input `init-args`. */
export const initArguments: InputType<string[], string[]> = {
  name: "list, one a line",
  expected: "arguments, one a line, for example -upgrade",
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

/** The tools take one hyphen and two. */
const nameOf = (argument: string): string => argument.replace(/^--?/, "");

/** Whether `init` may write the lock file: the tools refuse -lockfile=readonly then. */
export const mayWriteLockFile = (given: readonly string[]): boolean =>
  given.map(nameOf).some((name) => /^(?:upgrade(?:=(?!false$).*)?|lockfile\b.*)$/.test(name));
