import type { ContextEntry } from "./context.ts";
import { copy, makeFolder } from "./copy.ts";
import type { ImageFiles } from "./copy.ts";
import type { Instruction } from "./dockerfile.ts";
import { BuildError, unsupported } from "./errors.ts";
import { configure, newConfig } from "./config.ts";
import type { ImageConfig } from "./config.ts";
import { readPairs, splitWords, substitute } from "./words.ts";

/** A stage as far as it is known without running anything. */
export interface Stage {
  name: string;
  /** What FROM names outside of the Dockerfile; its files are not in the image. */
  base: string;
  files: ImageFiles;
  config: ImageConfig;
  /** ARG and ENV values in force. */
  variables: Record<string, string>;
}

export interface StageOptions {
  buildArgs: Readonly<Record<string, string>>;
  target: string | undefined;
  /** os/architecture */
  platform: string;
  /** Called for each instruction that is looked at, and for what is left out. */
  say: (text: string) => void;
}

/**
 * Walks the Dockerfile up to the wanted stage and gives that stage.
 * @throws BuildError
 */
export function resolveStage(
  instructions: readonly Instruction[],
  context: readonly ContextEntry[],
  options: StageOptions,
): Stage {
  const stages: Stage[] = [];
  const globals = platformVariables(options.platform);
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.keyword === "FROM") {
      if (isTarget(stage, stages.length - 1, options.target)) break;
      stages.push(startStage(instruction, stages, globals, options));
    } else if (stage !== undefined) apply(instruction, stage, stages, context, globals, options);
    else if (instruction.keyword === "ARG") declare(instruction, globals, globals, options);
    else throw new BuildError(`no build stage in current context`, instruction.line);
  }
  const last = stages.at(-1);
  if (last === undefined) throw new BuildError("the Dockerfile has no FROM");
  if (options.target !== undefined && !isTarget(last, stages.length - 1, options.target))
    throw new BuildError(`target stage "${options.target}" could not be found`);
  return last;
}

const isTarget = (stage: Stage | undefined, index: number, target: string | undefined): boolean =>
  stage !== undefined && (stage.name === target?.toLowerCase() || String(index) === target);

function platformVariables(platform: string): Record<string, string> {
  const [os = "", architecture = "", variant = ""] = platform.split("/");
  const of = (prefix: string) => ({
    [`${prefix}PLATFORM`]: platform,
    [`${prefix}OS`]: os,
    [`${prefix}ARCH`]: architecture,
    [`${prefix}VARIANT`]: variant,
  });
  return { ...of("TARGET"), ...of("BUILD") };
}

function startStage(
  { rest, line }: Instruction,
  stages: readonly Stage[],
  globals: Readonly<Record<string, string>>,
  { say }: StageOptions,
): Stage {
  const [, image = "", name = ""] =
    /^(\S+)(?:\s+as\s+(\S+))?$/i.exec(substitute(rest, globals)) ?? [];
  if (image === "")
    throw new BuildError(
      `dockerfile parse error on line ${line}: FROM requires either one or three arguments`,
      line,
    );
  say(`FROM ${image}`);
  const parent = stages.find((stage) => stage.name === image.toLowerCase());
  if (parent === undefined)
    return {
      name: name.toLowerCase(),
      base: image,
      files: new Map(),
      config: newConfig(),
      variables: {},
    };
  const inherited = parent.config.Env.map(splitAt).filter(([name]) => name !== "PATH");
  return {
    name: name.toLowerCase(),
    base: parent.base,
    files: new Map(parent.files),
    config: structuredClone(parent.config),
    variables: Object.fromEntries(inherited),
  };
}

const splitAt = (pair: string): [string, string] => {
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
};

/** ARG: the build's value, else the default, else that of an ARG before the first FROM. */
function declare(
  { rest }: Instruction,
  variables: Record<string, string>,
  globals: Readonly<Record<string, string>>,
  { buildArgs }: StageOptions,
): void {
  for (const word of splitWords(rest)) {
    const at = word.indexOf("=");
    const name = at < 0 ? word : word.slice(0, at);
    const fallback = at < 0 ? globals[name] : substitute(word.slice(at + 1), variables);
    const value = buildArgs[name] ?? fallback;
    if (value !== undefined) variables[name] = value;
  }
}

function apply(
  instruction: Instruction,
  stage: Stage,
  stages: readonly Stage[],
  context: readonly ContextEntry[],
  globals: Readonly<Record<string, string>>,
  options: StageOptions,
): void {
  const { keyword, rest, line } = instruction;
  options.say(`${keyword} ${rest}`);
  if (keyword === "ARG") declare(instruction, stage.variables, globals, options);
  else if (keyword === "RUN") options.say("  not run: the stand-in packs files only");
  else if (keyword === "COPY" || keyword === "ADD")
    applyCopy(instruction, stage, stages, context, options);
  else if (keyword === "ONBUILD") throw unsupported("ONBUILD", line);
  else {
    configure(stage.config, instruction, stage.variables);
    // Afterwards, because in ENV A=2 B=$A the second one still means the old A.
    if (keyword === "ENV")
      Object.assign(stage.variables, Object.fromEntries(readPairs(rest, stage.variables)));
    if (keyword === "WORKDIR") makeFolder(stage.files, stage.config.WorkingDir);
  }
}

const COPY_FLAGS = ["from", "chown", "chmod", "link"];

function applyCopy(
  { keyword, rest, flags, line }: Instruction,
  stage: Stage,
  stages: readonly Stage[],
  context: readonly ContextEntry[],
  { say }: StageOptions,
): void {
  const strange = Object.keys(flags).find((flag) => !COPY_FLAGS.includes(flag));
  if (strange !== undefined) throw unsupported(`${keyword} --${strange}`, line);
  const words = rest.startsWith("[") ? (JSON.parse(rest) as string[]) : splitWords(rest);
  const [destination = "", ...reversed] = words
    .map((word) => substitute(word, stage.variables))
    .reverse();
  const sources = reversed.reverse();
  if (sources.length === 0)
    throw new BuildError(
      `dockerfile parse error on line ${line}: ${keyword} requires at least two arguments`,
      line,
    );
  if (
    keyword === "ADD" &&
    sources.some((source) => /:\/\/|^git@|\.(tar|tgz|gz|bz2|xz)$/.test(source))
  )
    throw unsupported("ADD of an address or an archive", line);
  const request = {
    destination,
    workingDirectory: stage.config.WorkingDir,
    owner: ownerOf(flags["chown"], line),
    mode: flags["chmod"] === undefined ? undefined : Number.parseInt(flags["chmod"], 8),
    line,
  };
  if (flags["from"] === undefined) {
    copy(context, stage.files, { ...request, sources });
    return;
  }
  const from = findStage(flags["from"], stages);
  // What RUN would have made, or what another image holds, is not known here; that is said, not hidden.
  for (const source of sources)
    if (from === undefined || !has(from, source))
      say(`  left out: ${source} comes out of ${flags["from"]}`);
    else copy([...from.files.values()], stage.files, { ...request, sources: [source] });
}

const findStage = (name: string, stages: readonly Stage[]): Stage | undefined =>
  stages
    .slice(0, -1)
    .find((stage, index) => stage.name === name.toLowerCase() || String(index) === name);

const has = (stage: Stage, source: string): boolean => {
  const name = source.replace(/^\/+|\/+$/g, "");
  return [...stage.files.keys()].some((file) => file === name || file.startsWith(`${name}/`));
};

/** Names of users live in the base image's /etc/passwd, which is not read here. */
function ownerOf(chown: string | undefined, line: number): { uid: number; gid: number } {
  if (chown === undefined) return { uid: 0, gid: 0 };
  const [, uid, gid = uid] = /^(\d+)(?::(\d+))?$/.exec(chown) ?? [];
  if (uid === undefined) throw unsupported(`--chown=${chown} (only numbers are)`, line);
  return { uid: Number(uid), gid: Number(gid) };
}
