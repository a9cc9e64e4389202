import { rulesOf } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";

/**
 * What shells and loaders say about a script whose lines end with CRLF: they take the carriage return as part of a
 * word.
 */
const CRLF =
  /['‘][^'’\n]*\\r['’]|\^M: bad interpreter|(?:not found|[Ii]llegal option|unexpected|invalid option)[^\n]*\r$|\r: (?:invalid option|(?:command )?not found)/m;
const CRLF_FIX =
  "save it with LF: `*.sh text eol=lf` in .gitattributes keeps it so in every checkout, `sed -i 's/\\r$//' FILE` converts it";

/** Returns whether the instruction contains its script: `RUN <<EOF`. */
const isHereDocument = ({ instruction = "" }: BuildFailure): boolean =>
  /<<-?["']?\w/.test(instruction);

/** A program that a shell or the kernel did not find. A name with a slash is a file, any other is searched on PATH. */
const NOT_FOUND =
  /(?:^|\s)["']?(?<program>[\w./+-]*[\w+-])["']?: (?:stat \S+: )?(?:command )?(?:not found|no such file or directory)/im;

/** A file that is not executable, or is in a folder that the user of the step may not enter. */
const NOT_EXECUTABLE =
  /(?:^|\s)["']?(?<program>[\w.+-]*\/[\w./+-]*[\w+-])["']?: permission denied/im;

/** Returns the names of the programs that were not found, according to the last lines of a command. */
export const programsNotFound = (printed: string): string[] =>
  printed.split("\n").flatMap((line) => NOT_FOUND.exec(line)?.groups?.["program"] ?? []);

/** Failures of programs in RUN instructions. Their output is never read as output of a registry or of BuildKit. */
export const RUN_RULES = rulesOf<BuildFailure>("build command", [
  {
    when: [{ exitCode: /^137$/ }, { summary: /: cannot allocate memory$/ }],
    reason: "out-of-memory",
    fix: "the kernel ended the command, most likely for lack of memory: use a larger runner or let the command use less",
  },
  {
    // Node ends itself at the limit of its heap, whatever memory is left.
    when: { detail: /JavaScript heap out of memory/ },
    reason: "run-failed",
    message: ({ summary }) => `${summary}: Node reached the limit of its heap`,
    fix: "raise the limit, for example ENV NODE_OPTIONS=--max-old-space-size=4096 (in MiB) above the RUN line; it has to be less than the memory of the runner",
  },
  {
    when: { detail: /exec format error|Invalid ELF image for this architecture/i },
    reason: "platform-not-runnable",
    fix: "this machine cannot run programs of that platform: build on a runner of that architecture, or install QEMU (docker/setup-qemu-action) first",
  },
  {
    when: { detail: /qemu: uncaught target signal \d+ \((?<signal>[^)]+)\)/ },
    reason: "platform-not-runnable",
    message: ({ summary }, { signal = "" }) =>
      `${summary}: the emulator (QEMU) could not run a program (${signal})`,
    fix: "build on a runner of that architecture (runners of images.yml), use a newer emulator (image of docker/setup-qemu-action), or run the command in a stage FROM --platform=$BUILDPLATFORM and copy its result",
  },
  {
    when: { detail: NOT_FOUND, crlfScripts: /./ },
    reason: "run-failed",
    message: ({ summary, crlfScripts = "" }) =>
      `${summary}: a script has CRLF line endings, so its first line names a program that does not exist: ${crlfScripts.replaceAll("\n", ", ")}`,
    fix: CRLF_FIX,
  },
  {
    when: { detail: CRLF },
    reason: "run-failed",
    message: (failure) =>
      `${failure.summary}: ${isHereDocument(failure) ? "the Dockerfile, or a script that it runs," : "a script that it runs"} has CRLF line endings`,
    fix: (failure) =>
      isHereDocument(failure) ? CRLF_FIX.replace("*.sh", "Dockerfile*") : CRLF_FIX,
  },
  {
    when: { exitCode: /^126$/, detail: NOT_EXECUTABLE },
    reason: "run-failed",
    message: ({ summary }, { program = "" }) => `${summary}: ${program} may not be executed`,
    fix: (_, { program = "" }) =>
      `make ${program} executable: COPY --chmod=755, RUN chmod +x, or \`git update-index --chmod=+x\` in the repository; if it is executable already, check the permissions of its folder, and USER`,
  },
  {
    when: {
      detail:
        /exec: "(?<shell>[^"]*\/(?:[a-z]*sh|busybox|cmd|env))": stat \S+: no such file or directory/,
    },
    reason: "run-failed",
    message: ({ summary }, { shell = "" }) => `${summary}: the image has no ${shell}`,
    fix: "the base image has no shell that could run the command, like scratch and distroless images: run it in a stage with another base image, and take its result with COPY --from",
  },
  {
    when: { exitCode: /^12[67]$/, detail: NOT_FOUND },
    reason: "run-failed",
    message: ({ summary }, { program = "" }) => `${summary}: ${program} was not found`,
    fix: (_, { program = "" }) =>
      program.includes("/")
        ? `check that the image has ${program}, and the program that its first line (#!) names`
        : `install ${program} in a RUN line before, or use a base image that has it`,
  },
]);
