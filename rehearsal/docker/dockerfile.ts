import { BuildError, unsupported } from "./errors.ts";
import { rawWords } from "./words.ts";

/** One instruction, with continuation lines joined. */
export interface Instruction {
  /** Upper case. */
  keyword: string;
  /** The text after the keyword and its flags. */
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

/** The end of a here-document. */
interface End {
  word: string;
  /** Whether tabs before the end marker are ignored. */
  isIndented: boolean;
}

/** The only instructions with here-documents. In every other one, `<<` is a plain text. */
const WITH_HERE_DOCUMENTS = ["ADD", "COPY", "RUN"];

/**
 * Returns the here-documents that an instruction begins. Each is a word of its own: `<<` in quotes begins none.
 * https://docs.docker.com/reference/dockerfile/#here-documents
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go (heredocsFromLine)
 */
function endsIn({ keyword, rest }: Pick<Instruction, "keyword" | "rest">): End[] {
  if (!WITH_HERE_DOCUMENTS.includes(keyword)) return [];
  return rawWords(rest).flatMap((one) => {
    const [, dash, name = ""] = /^\d*<<(-?)([^<]+)$/.exec(one) ?? [];
    const word = name.replaceAll(/["']/g, "");
    return word === "" ? [] : [{ word, isIndented: dash === "-" }];
  });
}

/**
 * Returns the escape character that the first lines set. Any other line ends these settings: a later comment sets
 * nothing.
 */
function escapeIn(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name = "", value = ""] =
      /^#\s*(syntax|escape|check)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    if (name === "") break;
    if (name.toLowerCase() === "escape") return value;
  }
  return "\\";
}

const isEnd = (line: string, { word, isIndented }: End): boolean =>
  (isIndented ? line.replace(/^\t+/, "") : line) === word;

/**
 * Reads a Dockerfile into its instructions. The here-documents of RUN are dropped, because RUN is not run.
 * https://docs.docker.com/reference/dockerfile/
 * @throws BuildError for an unknown instruction, with BuildKit's message
 */
export function readDockerfile(text: string): Instruction[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (escapeIn(lines) !== "\\") throw unsupported("# escape=");
  const instructions: Instruction[] = [];
  let joined = "";
  let first = 0;
  let open: End[] = [];
  const add = (): void => {
    const instruction = readInstruction(joined.trim(), first);
    instructions.push(instruction);
    open = endsIn(instruction);
    joined = "";
  };
  lines.forEach((line, index) => {
    const [end] = open;
    if (end !== undefined) {
      if (isEnd(line, end)) open.shift();
      return;
    }
    // Comments and empty lines are skipped, even inside a continued instruction.
    if (/^\s*(#|$)/.test(line)) return;
    if (joined === "") first = index + 1;
    joined += line.trimEnd().replace(/\\$/, "");
    if (line.trimEnd().endsWith("\\")) return;
    add();
  });
  if (joined !== "") add();
  if (open.length > 0) throw new BuildError("unterminated heredoc", first);
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
  if (keyword !== "RUN" && endsIn({ keyword, rest: after }).length > 0)
    throw unsupported(`a here-document in ${keyword}`, line);
  const flags: Record<string, string> = {};
  const rest = after.replace(/^(--[a-z-]+(=\S+)?(\s+|$))+/, (written) => {
    for (const [, name = "", value = ""] of written.matchAll(/--([a-z-]+)(?:=(\S+))?/g))
      flags[name] = value;
    return "";
  });
  return { keyword, rest, flags, line };
}

/** Reads a command: shell form as one text, or exec form as a JSON array of strings. */
export function readCommand(rest: string): string[] | string {
  if (!rest.startsWith("[")) return rest;
  try {
    const value: unknown = JSON.parse(rest);
    if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value;
  } catch {
    // Docker also takes anything that is not JSON as a shell line.
  }
  return rest;
}
