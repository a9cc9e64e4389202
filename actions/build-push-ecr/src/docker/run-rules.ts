import { rulesOf } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";

/** What shells and loaders say of a script whose lines end with CRLF: the carriage return is a part of a word to them. */
const CRLF =
  /['‘][^'’\n]*\\r['’]|\^M: bad interpreter|(?:not found|Illegal option|unexpected|invalid option)[^\n]*\r$|\r: invalid option/m;
const CRLF_FIX =
  "save it with LF: `*.sh text eol=lf` in .gitattributes keeps it so in every checkout, `sed -i 's/\\r$//' FILE` converts it";

/** A program that a shell or the kernel did not find. With a slash it is a file, else it was looked for on PATH. */
const NOT_FOUND =
  /(?:^|\s)["']?(?<program>[\w./+-]*[\w+-])["']?: (?:command )?(?:not found|no such file or directory)/im;

/** Names of programs that were not found, as the last lines of a command say. */
export const programsNotFound = (printed: string): string[] =>
  printed.split("\n").flatMap((line) => NOT_FOUND.exec(line)?.groups?.["program"] ?? []);

/** Programs of RUN instructions. Their words are never those of a registry or of BuildKit. */
export const RUN_RULES = rulesOf<BuildFailure>("build command", [
  {
    when: [{ exitCode: /^137$/ }, { summary: /: cannot allocate memory$/ }],
    reason: "out-of-memory",
    fix: "the kernel ended the command, most likely for lack of memory: use a larger runner or let the command use less",
  },
  {
    when: { detail: /exec format error/i },
    reason: "platform-not-runnable",
    fix: "this machine cannot run programs of that platform: build on a runner of that architecture, or install QEMU (docker/setup-qemu-action) first",
  },
  {
    when: { detail: NOT_FOUND, crlfScripts: /./ },
    reason: "run-failed",
    message: ({ summary, crlfScripts = "" }) =>
      `${summary}: a script has CRLF line ends, so that its first line names a program that does not exist: ${crlfScripts.replaceAll("\n", ", ")}`,
    fix: CRLF_FIX,
  },
  {
    when: { detail: CRLF },
    reason: "run-failed",
    message: ({ summary }) => `${summary}: a script that it runs has CRLF line ends`,
    fix: CRLF_FIX,
  },
  {
    when: { detail: /exec: "(?<shell>[^"]+)": stat \S+: no such file or directory/ },
    reason: "run-failed",
    message: ({ summary }, { shell = "" }) => `${summary}: the image has no ${shell}`,
    fix: "the base image has nothing that could run the command, as scratch and distroless images: run it in a stage of another image, and take its result by COPY --from",
  },
  {
    when: { exitCode: /^12[67]$/, detail: NOT_FOUND },
    reason: "run-failed",
    message: ({ summary }, { program = "" }) => `${summary}: ${program} was not found`,
    fix: (_, { program = "" }) =>
      program.includes("/")
        ? `check that the image has ${program}, and the program that its first line (#!) names`
        : `install ${program} in a RUN line before, or take a base image that has it`,
  },
]);
