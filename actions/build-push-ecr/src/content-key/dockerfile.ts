import { splitWords } from "./expand.ts";
import { NotComparable } from "./not-comparable.ts";

/** One instruction with its continuation lines joined; the bodies of here-documents are left out. */
export interface Instruction {
  /** Upper case. */
  keyword: string;
  /** `--from=build` as ["from", "build"]; a flag may appear more than once. */
  flags: [name: string, value: string][];
  /** What follows the keyword and its flags. */
  rest: string;
}

export interface Dockerfile {
  /** The frontend that `# syntax=` names. */
  syntax: string | undefined;
  instructions: Instruction[];
}

/**
 * Reads a Dockerfile as far as it says which other images it uses.
 * https://docs.docker.com/reference/dockerfile/
 * @throws NotComparable for a here-document without an end
 */
export function readDockerfile(text: string): Dockerfile {
  const { syntax, escape = "\\" } = readDirectives(text);
  const continued = new RegExp(`(?<!${literal(escape)})${literal(escape)}[ \\t]*$`);
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const instructions: Instruction[] = [];
  let joined = "";
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    // Comments and empty lines are left out, inside a continued instruction too.
    if (/^\s*(#|$)/.test(line)) continue;
    joined += line.replace(continued, "");
    if (continued.test(line) && at < lines.length - 1) continue;
    const instruction = readInstruction(joined.trim());
    joined = "";
    instructions.push(instruction);
    for (const end of hereDocuments(instruction)) at = endOf(lines, at + 1, end);
  }
  if (joined.trim() !== "") instructions.push(readInstruction(joined.trim()));
  return { syntax, instructions };
}

/** Reads `# name=value` in the first lines; any other line ends them. `//` is a comment for other frontends. */
function readDirectives(text: string): { syntax?: string; escape?: string } {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/^#!.*\r?\n/, "")
    .split(/\r?\n/);
  const found: Record<string, string> = {};
  const comment = lines[0]?.startsWith("//") === true ? "//" : "#";
  for (const line of lines) {
    if (!line.startsWith(comment)) break;
    const [, name = "", value = ""] =
      /^\s*([a-z][a-z\d]*)\s*=\s*(.+?)\s*$/i.exec(line.slice(comment.length)) ?? [];
    if (!/^(syntax|escape|check)$/i.test(name)) break;
    found[name.toLowerCase()] = value.split(" ")[0] ?? "";
  }
  return found;
}

/**
 * Reads an instruction. For ONBUILD, returns the instruction that it holds for a later stage: that stage takes from the
 * same places.
 */
function readInstruction(text: string): Instruction {
  const [, word = "", after = ""] = /^(\S*)\s*([^]*)$/.exec(text) ?? [];
  const flags: Instruction["flags"] = [];
  const rest = after.replace(/^(?:--[a-z-]+(?:=(?:"[^"]*"|\S)*)?(?:\s+|$))+/i, (written) => {
    for (const [, name = "", value = ""] of written.matchAll(
      /--([a-z-]+)(?:=((?:"[^"]*"|\S)*))?(?:\s+|$)/gi,
    ))
      flags.push([name.toLowerCase(), value.replaceAll('"', "")]);
    return "";
  });
  const keyword = word.toUpperCase();
  return keyword === "ONBUILD" ? readInstruction(rest) : { keyword, flags, rest };
}

interface HereDocument {
  name: string;
  /** `<<-`: tabs before the end do not count. */
  isIndented: boolean;
}

function hereDocuments({ keyword, rest }: Instruction): HereDocument[] {
  if (!["RUN", "COPY", "ADD"].includes(keyword)) return [];
  // Split into words, because `<<` in quotes does not begin a here-document.
  return splitWords(rest).flatMap((word) => {
    const [, dash, name = ""] = /^\d*<<(-?)([^\s<]+)$/.exec(word) ?? [];
    return name === "" ? [] : [{ name: name.replaceAll(/["']/g, ""), isIndented: dash === "-" }];
  });
}

/** Returns the index of the line that ends a here-document. */
function endOf(lines: readonly string[], from: number, { name, isIndented }: HereDocument): number {
  const end = lines.findIndex(
    (line, index) => index >= from && (isIndented ? line.replace(/^\t+/, "") : line) === name,
  );
  if (end < 0) throw new NotComparable(`the here-document ${name} of the Dockerfile has no end`);
  return end;
}

const literal = (character: string): string => character.replace(/[^\w]/, "\\$&");
