import path from "node:path";
import { readCommand } from "./dockerfile.ts";
import type { Instruction } from "./dockerfile.ts";
import { BuildError, unsupported } from "./errors.ts";
import { readPairs, readText, readWords } from "./words.ts";

/** The `config` of an image. https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig {
  Env: string[];
  WorkingDir: string;
  User?: string;
  ExposedPorts?: Record<string, object>;
  /** Runs the shell form of CMD and ENTRYPOINT. */
  Shell?: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  /** Has a meaning on Windows only, but BuildKit sets it with each CMD. */
  ArgsEscaped?: boolean;
  Labels?: Record<string, string>;
  StopSignal?: string;
}

/**
 * Makes the configuration that every Debian image has. Of the base image's other settings, only the user is known,
 * derived from the image's name.
 */
export function newConfig(base: string): ImageConfig {
  const user = NON_ROOT.find(([name]) => name.test(base))?.[1];
  return {
    Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    WorkingDir: "/",
    ...(user === undefined ? {} : { User: user }),
  };
}

/** Base images that do not run as root. All others are assumed to run as root. */
const NON_ROOT: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[/:-])(?:nonroot|rootless)\b/, "65532"],
  [/^cgr\.dev\//, "65532"],
  [/(?:^|\/)bitnami\//, "1001"],
  [/nginx-unprivileged/, "101"],
];

type Variables = Readonly<Record<string, string>>;

const SETTERS: Record<string, (config: ImageConfig, text: string, variables: Variables) => void> = {
  ENV: (config, text, variables) => {
    for (const [name, value] of readPairs(text, variables)) {
      const at = config.Env.findIndex((pair) => pair.startsWith(`${name}=`));
      config.Env.splice(at < 0 ? config.Env.length : at, at < 0 ? 0 : 1, `${name}=${value}`);
    }
  },
  LABEL: (config, text, variables) => {
    config.Labels = { ...config.Labels, ...Object.fromEntries(readPairs(text, variables)) };
  },
  WORKDIR: (config, text, variables) => {
    config.WorkingDir = path.posix.resolve(config.WorkingDir, readText(text, variables));
  },
  USER: (config, text, variables) => {
    config.User = readText(text, variables);
  },
  EXPOSE: (config, text, variables) => {
    const ports = readWords(text, variables).flatMap(portsOf);
    config.ExposedPorts = {
      ...config.ExposedPorts,
      ...Object.fromEntries(ports.map((port) => [port, {}])),
    };
  },
  STOPSIGNAL: (config, text, variables) => {
    config.StopSignal = readText(text, variables);
  },
  SHELL: (config, text) => {
    const shell = readCommand(text);
    if (typeof shell === "string")
      throw new BuildError("SHELL requires the arguments to be in JSON form");
    config.Shell = shell;
  },
  // In these commands, the container's shell replaces variables, not the build.
  ENTRYPOINT: (config, text) => {
    config.Entrypoint = commandOf(config, text);
  },
  CMD: (config, text) => {
    config.Cmd = commandOf(config, text);
    config.ArgsEscaped = true;
  },
};

/**
 * Applies one instruction to the configuration.
 * @param variables the current ARG and ENV values
 * @throws BuildError for an instruction that the stand-in does not know
 */
export function configure(
  config: ImageConfig,
  { keyword, rest, line }: Instruction,
  variables: Variables,
): void {
  const set = SETTERS[keyword];
  if (set === undefined) throw unsupported(keyword, line);
  set(config, rest, variables);
}

function commandOf({ Shell: shell = ["/bin/sh", "-c"] }: ImageConfig, text: string): string[] {
  const command = readCommand(text);
  return typeof command === "string" ? [...shell, command] : command;
}

/**
 * Returns the ports of one word of EXPOSE, such as `8080`, `53/udp` or `8000-8010`. A port of the host before a colon
 * has no effect. https://docs.docker.com/reference/dockerfile/#expose
 * @throws BuildError in BuildKit's words for anything else
 */
function portsOf(word: string): string[] {
  if (word === "") return [];
  const [, first = "", last = first, protocol = "tcp"] =
    /^(?:.*:)?(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(word) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (first === "" || count < 1 || Number(last) > LAST_PORT)
    throw new BuildError(`invalid containerPort: ${word}`);
  return Array.from(
    { length: count },
    (_, index) => `${Number(first) + index}/${protocol.toLowerCase()}`,
  );
}

const LAST_PORT = 65_535;
