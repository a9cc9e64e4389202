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
 * @throws BuildError for an unknown instruction, in BuildKit's words
 */
export function readDockerfile(text: string): Instruction[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const escape = escapeOf(lines);
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (isComment(lines[at] ?? "") || (lines[at] ?? "").trim() === "") continue;
    const first = at;
    let joined = "";
    for (;;) {
      const line = lines[at] ?? "";
      const goesOn = continues(line, escape);
      joined += goesOn ? line.trimEnd().slice(0, -1) : line;
      if (!goesOn || at + 1 >= lines.length) break;
      at += 1;
      // Comments and empty lines inside a continued instruction are left out.
      while (
        at < lines.length - 1 &&
        (isComment(lines[at] ?? "") || (lines[at] ?? "").trim() === "")
      )
        at += 1;
    }
    const instruction = instructionOf(joined.trim(), first + 1);
    instructions.push(instruction);
    if (instruction.keyword === "RUN") at = skipHeredocs(joined, lines, at);
    else if (/(^|\s)<<-?["']?\w/.test(instruction.rest))
      throw unsupported(`a here-document in ${instruction.keyword}`, first + 1);
  }
  if (instructions.length === 0) throw new BuildError("file with no instructions");
  return instructions;
}

const isComment = (line: string): boolean => /^\s*#/.test(line);
const continues = (line: string, escape: string): boolean => line.trimEnd().endsWith(escape);

/** `# escape=` counts only before the first instruction. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^\s*#\s*(\w+)\s*=\s*(.+?)\s*$/.exec(line);
    if (directive === null) return "\\";
    if (directive[1]?.toLowerCase() === "escape") return directive[2] ?? "\\";
  }
  return "\\";
}

function instructionOf(text: string, line: number): Instruction {
  const [, word = "", after = ""] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const keyword = word.toUpperCase();
  if (!KEYWORDS.has(keyword))
    throw new BuildError(
      `dockerfile parse error on line ${line}: unknown instruction: ${word}`,
      line,
    );
  const flags: Record<string, string> = {};
  let rest = after;
  for (;;) {
    const flag = /^--([a-z-]+)(?:=(\S+))?\s*/.exec(rest);
    if (flag === null) break;
    flags[flag[1] ?? ""] = flag[2] ?? "";
    rest = rest.slice(flag[0].length);
  }
  return { keyword, rest, flags, line };
}

/** RUN is not run, so the text of its here-documents is only passed over. */
function skipHeredocs(instruction: string, lines: readonly string[], from: number): number {
  let at = from;
  for (const [, word] of instruction.matchAll(/<<-?["']?(\w+)["']?/g)) {
    do at += 1;
    while (at < lines.length && lines[at]?.trim() !== word);
  }
  return at;
}

/** Shell form as one text, or exec form as a JSON array of strings. */
export function readCommand(rest: string): string[] | string {
  if (!rest.startsWith("[")) return rest;
  try {
    const value: unknown = JSON.parse(rest);
    if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value;
  } catch {
    // Docker takes what is no JSON for a shell line, too.
  }
  return rest;
}
