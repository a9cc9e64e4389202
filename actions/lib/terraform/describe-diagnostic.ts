import path from "node:path";
import type { Diagnostic } from "./events.ts";

/**
 * An error of the tool in one line: its resource, its words, its place, and of a refused value the sentence of the rule.
 * @param first undefined = the tool printed no diagnostic; then the line of `evidence` that looks most like a cause
 */
export function describeDiagnostic(first: Diagnostic | undefined, evidence: string): string {
  if (first === undefined) {
    const lines = evidence.split("\n").filter((line) => line.trim() !== "");
    const line = lines.find((one) => /^\s*(?:panic|fatal|error)\b/i.test(one)) ?? lines.at(-1);
    return line?.trim() ?? "it printed nothing";
  }
  const { address, summary, file, line, input } = first;
  if (input !== undefined) return `${summary}${describeInput(first)}`;
  // The tool names a file outside of the workspace's folder by its whole path on the runner.
  const name = file?.startsWith("/") === true ? path.posix.basename(file) : file;
  const place = name === undefined ? "" : ` (${name}${line === undefined ? "" : `:${line}`})`;
  const said = summary === REFUSED_VALUE ? ruleOf(first) : "";
  return `${address === undefined ? "" : `${address}: `}${summary}${place}${said}`;
}

const REFUSED_VALUE = "Invalid value for variable";

const describeInput = (diagnostic: Diagnostic): string =>
  `${diagnostic.variable === undefined ? "" : ` ${diagnostic.variable}`} (from the input ${diagnostic.input ?? ""})${ruleOf(diagnostic)}`;

/** The first paragraph of the detail is the sentence of the variable's own rule. */
function ruleOf({ detail }: Diagnostic): string {
  const [said = ""] = detail.trim().split(/\n\s*\n/);
  return said === "" ? "" : `: ${said.replace(/\.$/, "").replaceAll(/\s+/g, " ")}`;
}
