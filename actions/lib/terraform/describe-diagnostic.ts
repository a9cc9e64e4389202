import path from "node:path";
import type { Diagnostic } from "./events.ts";

/**
 * Describes an error of the tool in one line: its resource, its words, its place, and, for a refused value, the
 * sentence of the rule.
 * @param first undefined = the tool printed no diagnostic; then the line of `evidence` that looks most like a cause
 */
export function describeDiagnostic(first: Diagnostic | undefined, evidence: string): string {
  if (first === undefined) {
    const lines = evidence.split("\n").filter((line) => line.trim() !== "");
    const line = lines.find((one) => /^\s*(?:panic|fatal|error)\b/i.test(one)) ?? lines.at(-1);
    return line?.trim() ?? "it printed nothing";
  }
  const { address, file, line, input, givenIn } = first;
  // Some providers list their errors in it, one per line.
  const summary = first.summary.trim().replaceAll(/\s+/g, " ");
  const giver = input === undefined ? givenIn : `the input ${input}`;
  if (giver !== undefined) return `${summary}${describeGiver(first, giver)}`;
  // The tool names a file outside the workspace's folder by its absolute path on the runner.
  const name = file?.startsWith("/") === true ? path.posix.basename(file) : file;
  const place = name === undefined ? "" : ` (${name}${line === undefined ? "" : `:${line}`})`;
  const said = summary === REFUSED_VALUE ? ruleOf(first) : listOf(first);
  return `${address === undefined ? "" : `${address}: `}${summary}${place}${said}`;
}

const REFUSED_VALUE = "Invalid value for variable";

/**
 * Describes the source of a refused value: the place where the tool found it is not one where a person can correct it.
 */
function describeGiver(diagnostic: Diagnostic, giver: string): string {
  const { summary, variable } = diagnostic;
  const name = variable === undefined ? "" : ` ${variable}`;
  const of = / variable$/.test(summary) || name === "" ? name : `, by the variable${name}`;
  return `${of} (from ${giver})${ruleOf(diagnostic)}`;
}

/**
 * Returns the list that a summary such as "Error refreshing state: 1 error occurred:" announces. As printed text, the
 * list is the detail.
 */
function listOf({ summary, detail }: Diagnostic): string {
  const [list = ""] = detail.trim().split(/\n\s*\n/);
  return /\boccurred:\s*$/.test(summary) && list !== "" ? ` ${list.replaceAll(/\s+/g, " ")}` : "";
}

/** Returns the sentence of the variable's own rule: the first paragraph of the detail. */
function ruleOf({ detail }: Diagnostic): string {
  const [said = ""] = detail.trim().split(/\n\s*\n/);
  return said === "" ? "" : `: ${said.replace(/\.$/, "").replaceAll(/\s+/g, " ")}`;
}
