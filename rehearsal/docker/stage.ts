import { declare } from "./build-arguments.ts";
import type { Variables } from "./build-arguments.ts";
import { configure, newConfig } from "./config.ts";
import type { ImageConfig } from "./config.ts";
import type { ContextEntry } from "./context.ts";
import { copy, makeFolder } from "./copy.ts";
import type { ImageFiles } from "./copy.ts";
import { readCommand } from "./dockerfile.ts";
import type { Instruction } from "./dockerfile.ts";
import { BuildError, atLine, unsupported } from "./errors.ts";
import { selectStage } from "./select-stage.ts";
import { readPairs, readText, readWords } from "./words.ts";

/** A stage, as far as it is known without running anything. */
export interface Stage {
  /** The image that FROM names. Its files are not in the packed image. */
  base: string;
  files: ImageFiles;
  config: ImageConfig;
}

export interface StageOptions {
  buildArgs: Readonly<Record<string, string>>;
  /** Name or number of the stage to pack; undefined = the last one. */
  target: string | undefined;
  /** os/architecture */
  platform: string;
  /** Called for each instruction that is read, and for everything that is skipped. */
  say: (text: string) => void;
}

/** Instructions that change files by running something, or that Kubernetes ignores. */
const LEFT_OUT = ["RUN", "HEALTHCHECK", "VOLUME", "MAINTAINER"];

/**
 * Packs one stage: the files that it copies from the context, and its settings.
 * @throws BuildError with BuildKit's message, or for something that only a real engine can do
 */
export function packStage(
  instructions: readonly Instruction[],
  context: readonly ContextEntry[],
  options: StageOptions,
): Stage {
  const { buildArgs, say } = options;
  const { globals, base, bodies } = selectStage(instructions, options);
  say(`FROM ${base}`);
  const stage: Stage = { base, files: new Map(), config: newConfig(base) };
  const variables: Variables = {};
  const placed = bodies.flatMap((body) =>
    body.map((instruction, at) => ({ instruction, before: body.slice(0, at) })),
  );
  for (const { instruction, before } of placed)
    atLine(instruction.line, () => {
      const { keyword, rest } = instruction;
      say(`${keyword} ${rest}`);
      if (keyword === "ARG") declare(instruction, variables, globals, buildArgs);
      else if (keyword === "COPY" || keyword === "ADD")
        applyCopy(instruction, stage, context, variables, say);
      else if (LEFT_OUT.includes(keyword))
        say("  left out: the stand-in packs only files and settings");
      else applySetting(instruction, before, stage, variables);
    });
  return stage;
}

function applySetting(
  instruction: Instruction,
  before: readonly Instruction[],
  stage: Stage,
  variables: Variables,
): void {
  const { keyword, rest } = instruction;
  configure(stage.config, instruction, variables);
  if (keyword === "ENTRYPOINT" && !before.some(isCommand)) delete stage.config.Cmd;
  // Updated after the instruction, because in ENV A=2 B=$A the second variable still gets the old value of A.
  if (keyword === "ENV") Object.assign(variables, Object.fromEntries(readPairs(rest, variables)));
  if (keyword === "WORKDIR") makeFolder(stage.files, stage.config.WorkingDir);
}

/**
 * Returns whether an instruction is CMD. A command from the base image, or from the stage that this stage is built on,
 * is dropped if this stage sets another entry point. A command earlier in the same stage is kept (dispatchEntrypoint).
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go
 */
const isCommand = ({ keyword }: Instruction): boolean => keyword === "CMD";

const COPY_FLAGS = ["from", "chown", "chmod", "link"];

function applyCopy(
  { keyword, rest, flags, line }: Instruction,
  stage: Stage,
  context: readonly ContextEntry[],
  variables: Variables,
  say: StageOptions["say"],
): void {
  const unknown = Object.keys(flags).find((flag) => !COPY_FLAGS.includes(flag));
  if (unknown !== undefined) throw unsupported(`${keyword} --${unknown}`, line);
  const command = readCommand(rest);
  const words =
    typeof command === "string"
      ? readWords(command, variables)
      : command.map((word) => readText(word, variables));
  const destination = words.at(-1) ?? "";
  const sources = words.slice(0, -1);
  if (sources.length === 0)
    throw new BuildError(
      `dockerfile parse error on line ${line}: ${keyword} requires at least two arguments`,
      line,
    );
  // Files that RUN would create, or that are in another image, are not known here. The build prints this.
  if (flags["from"] !== undefined) {
    for (const source of sources) say(`  left out: ${source}, which comes from ${flags["from"]}`);
    return;
  }
  if (keyword === "ADD" && sources.some((source) => REMOTE_OR_ARCHIVE.test(source)))
    throw unsupported("ADD of an address or an archive", line);
  copy(context, stage.files, {
    sources,
    destination,
    line,
    workingDirectory: stage.config.WorkingDir,
    owner: ownerOf(readText(flags["chown"] ?? "0", variables), say),
    mode:
      flags["chmod"] === undefined ? undefined : modeOf(readText(flags["chmod"], variables), line),
  });
}

/** @throws BuildError for the symbolic form (u+x), which depends on the mode before */
function modeOf(chmod: string, line: number): number {
  if (!/^[0-7]{1,5}$/.test(chmod)) throw unsupported(`COPY --chmod=${chmod}`, line);
  return Number.parseInt(chmod, 8);
}

const REMOTE_OR_ARCHIVE = /:\/\/|^git@|\.(tar|tgz|gz|bz2|xz)$/;

/** Returns the owner. User names are defined in the base image's /etc/passwd, which is not read here. */
function ownerOf(chown: string, say: StageOptions["say"]): { uid: number; gid: number } {
  const [, uid, gid = uid] = /^(\d+)(?::(\d+))?$/.exec(chown) ?? [];
  if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  say(`  left out: the owner ${chown}, because only the base image has its number`);
  return { uid: 0, gid: 0 };
}
