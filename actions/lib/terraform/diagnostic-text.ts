import { stripVTControlCharacters } from "node:util";
import type { Diagnostic } from "./events.ts";

/**
 * Reads the diagnostics that terraform prints for people, as `init` does: "Error: ...", then its place, then the
 * detail. The frame of box-drawing characters around each diagnostic is optional.
 * https://github.com/hashicorp/terraform/blob/main/internal/command/format/diagnostic.go
 */
export function parseDiagnosticText(output: string): Diagnostic[] {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.replace(/^[│╷╵]\s?/, "").trimEnd());
  const starts = lines.flatMap((line, index) => (HEAD.test(line) ? [index] : []));
  const pieces = starts.map((start, index) => lines.slice(start, starts[index + 1]));
  return joinCauses(pieces).map(diagnosticOf);
}

/** The S3 backend writes the cause of an error at the end of the detail, with its own heading. */
const CAUSE = /^Error: (?:operation error |failed to refresh cached credentials)/;

/** Joins each cause to the diagnostic before it. A separate diagnostic names its place, or comes first. */
function joinCauses(pieces: readonly string[][]): string[][] {
  const joined: string[][] = [];
  for (const piece of pieces) {
    const isCause = CAUSE.test(piece[0] ?? "") && !piece.some((line) => isPlace(line));
    const before = joined.at(-1);
    if (isCause && before !== undefined) before.push(...piece);
    else joined.push([...piece]);
  }
  return joined;
}

const HEAD = /^(Error|Warning): (.+)$/;
/** "  with aws_vpc.main," or "  with provider["registry.terraform.io/hashicorp/aws"]," */
const WITH = /^ {2}with (.+),$/;
/** "  on main.tf line 3, in provider "aws":" */
const ON = /^ {2}on (.+?) line (\d+)(?:, in (.+?))?:?$/;
/** A line of source: "   3: provider "aws" {". */
const SOURCE = /^ *\d+: /;

function diagnosticOf([head = "", ...rest]: readonly string[]): Diagnostic {
  const [, word, summary = ""] = HEAD.exec(head) ?? [];
  const address = first(rest, WITH)?.[1];
  const [, file, line, context] = first(rest, ON) ?? [];
  const detail = rest.filter((one) => !isPlace(one) && !SOURCE.test(one));
  return {
    severity: word === "Warning" ? "warning" : "error",
    summary: summary.trim(),
    detail: detail.join("\n").trim(),
    ...(address === undefined ? {} : { address }),
    ...(context === undefined ? {} : { context }),
    ...(file === undefined ? {} : { file, line: Number(line) }),
  };
}

const isPlace = (line: string): boolean => WITH.test(line) || ON.test(line);

const first = (lines: readonly string[], pattern: RegExp): RegExpExecArray | null =>
  lines.map((line) => pattern.exec(line)).find((found) => found !== null) ?? null;
