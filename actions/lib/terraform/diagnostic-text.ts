import type { Diagnostic } from "./events.ts";

/**
 * Reads the diagnostics that terraform prints for people, as `init` does: "Error: ...", then where it is, then the
 * detail. The frame of box-drawing characters around each one is optional.
 * https://github.com/hashicorp/terraform/blob/main/internal/command/format/diagnostic.go
 */
export function parseDiagnosticText(output: string): Diagnostic[] {
  const lines = output.split("\n").map((line) => line.replace(/^[│╷╵]\s?/, "").trimEnd());
  const starts = lines.flatMap((line, index) => (HEAD.test(line) ? [index] : []));
  return starts.map((start, index) => diagnosticOf(lines.slice(start, starts[index + 1])));
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
  const detail = rest.filter((one) => !WITH.test(one) && !ON.test(one) && !SOURCE.test(one));
  return {
    severity: word === "Warning" ? "warning" : "error",
    summary: summary.trim(),
    detail: detail.join("\n").trim(),
    ...(address === undefined ? {} : { address }),
    ...(context === undefined ? {} : { context }),
    ...(file === undefined ? {} : { file, line: Number(line) }),
  };
}

const first = (lines: readonly string[], pattern: RegExp): RegExpExecArray | null =>
  lines.map((line) => pattern.exec(line)).find((found) => found !== null) ?? null;
