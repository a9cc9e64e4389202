import { BuildError, unsupported } from "./errors.ts";

/** One instruction, continuation lines joined. */
export interface Instruction {
  /** Upper case. */
  keyword: string;
  /** What follows the keyword and its flags. */
  rest: string;
  /** `--from=build` gives from: "build"; a flag without a value gives "". */
  flags: Record<string, string>;
  /** First line in the file, from 1. */
  line: number;
}

const KEYWORDS = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);

/**
 * Reads a Dockerfile into its instructions. https://docs.docker.com/reference/dockerfile/
 * @throws BuildError for an unknown instruction, with BuildKit's message
 */
export function readDockerfile(text: string): Instruction[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.some((line) => /^\s*#\s*escape\s*=/i.test(line))) throw unsupported("# escape=");
  const instructions: Instruction[] = [];
  let joined = "";
  let first = 0;
  lines.forEach((line, index) => {
    // Comments and empty lines are left out, inside a continued instruction too.
    if (/^\s*(#|$)/.test(line)) return;
    if (joined === "") first = index + 1;
    joined += line.trimEnd().replace(/\\$/, "");
    if (line.trimEnd().endsWith("\\")) return;
    instructions.push(readInstruction(joined.trim(), first));
    joined = "";
  });
  if (joined !== "") instructions.push(readInstruction(joined.trim(), first));
  if (instructions.length === 0) throw new BuildError("file with no instructions");
  return instructions;
}

function readInstruction(text: string, line: number): Instruction {
  const [, word = "", after = ""] = /^(\S*)\s*([^]*)$/.exec(text) ?? [];
  const keyword = word.toUpperCase();
  if (!KEYWORDS.has(keyword))
    throw new BuildError(
      `dockerfile parse error on line ${line}: unknown instruction: ${word}`,
      line,
    );
  // Its lines would be read as instructions.
  if (/(^|\s)<<-?["']?\w/.test(after)) throw unsupported(`a here-document in ${keyword}`, line);
  const flags: Record<string, string> = {};
  const rest = after.replace(/^(--[a-z-]+(=\S+)?(\s+|$))+/, (written) => {
    for (const [, name = "", value = ""] of written.matchAll(/--([a-z-]+)(?:=(\S+))?/g))
      flags[name] = value;
    return "";
  });
  return { keyword, rest, flags, line };
}

/** Shell form as one text, or exec form as a JSON array of strings. */
export function readCommand(rest: string): string[] | string {
  if (!rest.startsWith("[")) return rest;
  try {
    const value: unknown = JSON.parse(rest);
    if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value;
  } catch {
    // Docker takes what is not JSON for a shell line, too.
  }
  return rest;
}
