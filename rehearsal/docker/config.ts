import path from "node:path";
import { readCommand } from "./dockerfile.ts";
import type { Instruction } from "./dockerfile.ts";
import { unsupported } from "./errors.ts";
import { readPairs, splitWords, substitute } from "./words.ts";

/** The `config` of an image. https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig {
  Env: string[];
  WorkingDir: string;
  User?: string;
  ExposedPorts?: Record<string, object>;
  Entrypoint?: string[];
  Cmd?: string[];
  /** Means something on Windows only, but BuildKit sets it with each CMD. */
  ArgsEscaped?: boolean;
  Labels?: Record<string, string>;
  StopSignal?: string;
  Volumes?: Record<string, object>;
  Healthcheck?: {
    Test: string[];
    Interval?: number;
    Timeout?: number;
    StartPeriod?: number;
    Retries?: number;
  };
  Shell?: string[];
}

/** What every Debian image sets; the rest of a base image's settings is not known here. */
export const newConfig = (): ImageConfig => ({
  Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  WorkingDir: "/",
});

type Variables = Readonly<Record<string, string>>;
type Setter = (
  config: ImageConfig,
  text: string,
  instruction: Instruction,
  variables: Variables,
) => void;

const SETTERS: Record<string, Setter> = {
  ENV: (config, text, _, variables) => {
    for (const [name, value] of readPairs(text, variables)) {
      const at = config.Env.findIndex((pair) => pair.startsWith(`${name}=`));
      config.Env.splice(at < 0 ? config.Env.length : at, at < 0 ? 0 : 1, `${name}=${value}`);
    }
  },
  LABEL: (config, text, _, variables) => {
    config.Labels = { ...config.Labels, ...Object.fromEntries(readPairs(text, variables)) };
  },
  WORKDIR: (config, text) => {
    config.WorkingDir = path.posix.resolve(config.WorkingDir, text);
  },
  USER: (config, text) => {
    config.User = text;
  },
  EXPOSE: (config, text) => {
    for (const port of splitWords(text))
      config.ExposedPorts = {
        ...config.ExposedPorts,
        [port.includes("/") ? port : `${port}/tcp`]: {},
      };
  },
  ENTRYPOINT: (config, text) => {
    config.Entrypoint = command(config, text);
    // A command of the base image does not go with another entry point.
    delete config.Cmd;
  },
  CMD: (config, text) => {
    config.Cmd = command(config, text);
    config.ArgsEscaped = true;
  },
  STOPSIGNAL: (config, text) => {
    config.StopSignal = text;
  },
  VOLUME: (config, text) => {
    const found = readCommand(text);
    for (const folder of typeof found === "string" ? splitWords(found) : found)
      config.Volumes = { ...config.Volumes, [folder]: {} };
  },
  SHELL: (config, text) => {
    config.Shell = readCommand(text) as string[];
  },
  HEALTHCHECK: (config, text, { flags, line }) => {
    config.Healthcheck = healthcheck(text, flags, line);
  },
  // Long deprecated, and without an effect on how the image runs.
  MAINTAINER: () => undefined,
};

const LATE = ["CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL", "ENV", "LABEL"];

/** Takes one instruction into the configuration; `variables` are the ARG and ENV values in force. */
export function configure(
  config: ImageConfig,
  instruction: Instruction,
  variables: Variables,
): void {
  const setter = SETTERS[instruction.keyword];
  if (setter === undefined) throw unsupported(instruction.keyword, instruction.line);
  // In CMD, ENTRYPOINT and HEALTHCHECK the shell of the container fills in variables, not the build.
  // ENV and LABEL fill in each value by itself.
  const late = LATE.includes(instruction.keyword);
  const text = late ? instruction.rest : substitute(instruction.rest, variables);
  setter(config, text, instruction, variables);
}

function command(config: ImageConfig, text: string): string[] {
  const found = readCommand(text);
  return typeof found === "string" ? [...(config.Shell ?? ["/bin/sh", "-c"]), found] : found;
}

function healthcheck(
  text: string,
  flags: Readonly<Record<string, string>>,
  line: number,
): NonNullable<ImageConfig["Healthcheck"]> {
  if (/^none$/i.test(text)) return { Test: ["NONE"] };
  const [, rest] = /^cmd\s+([\s\S]+)$/i.exec(text) ?? [];
  if (rest === undefined) throw unsupported(`HEALTHCHECK ${text}`, line);
  const found = readCommand(rest);
  const test = typeof found === "string" ? ["CMD-SHELL", found] : ["CMD", ...found];
  const time = (flag: string, key: string) =>
    flags[flag] === undefined ? {} : { [key]: nanoseconds(flags[flag]) };
  return {
    Test: test,
    ...time("interval", "Interval"),
    ...time("timeout", "Timeout"),
    ...time("start-period", "StartPeriod"),
    ...(flags["retries"] === undefined ? {} : { Retries: Number(flags["retries"]) }),
  };
}

const UNITS: Record<string, number> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

const nanoseconds = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count = "0", unit = "s"]) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
