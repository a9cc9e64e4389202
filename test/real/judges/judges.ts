import { spawnSync } from "node:child_process";
import path from "node:path";
import type { Found } from "../../engines/engine.ts";
import { ROOT, actionFiles, workflowFiles } from "../../support/workflows/files.ts";

/** What a judge found, one line each, and how it ended. */
export interface Verdict {
  code: number;
  lines: string[];
}

interface Program {
  found: Found;
  /** Role of the program in `found.files`. */
  role: string;
}

/** Runs a judge in the checkout, without anything in the environment that may change its mind. */
function ask({ found, role }: Program, argv: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(found.files[role] ?? role, argv, {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...found.environment },
  });
  if (error !== undefined) throw error;
  return { code: status ?? -1, stdout, stderr };
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** `file:line:column: message [check]`; `configured` is whether .github/actionlint.yaml counts. */
export function askActionlint(
  found: Found,
  configured: boolean,
  files: readonly string[] = workflowFiles(),
): Verdict {
  const configuration = configured ? path.join(ROOT, ".github/actionlint.yaml") : "/dev/null";
  // Shell scripts are judged the same on every machine: with nothing that only some have.
  const argv = ["-oneline", "-shellcheck=", "-pyflakes=", "-config-file", configuration, ...files];
  const { code, stdout, stderr } = ask({ found, role: "actionlint" }, argv);
  return { code, lines: linesOf(stdout + stderr) };
}

/** The pedantic persona without network; its policies are .github/zizmor.yml. */
export function askZizmor(
  found: Found,
  configured: boolean,
  files: readonly string[] = [...workflowFiles(), ...actionFiles()],
): Verdict {
  const fixed = ["--offline", "--pedantic", "--strict-collection", "--no-progress", "--quiet"];
  const configuration = configured ? ["--config", ".github/zizmor.yml"] : ["--no-config"];
  const argv = [...fixed, "--format=github", ...configuration, ...files];
  const { code, stdout, stderr } = ask({ found, role: "zizmor" }, argv);
  return { code, lines: linesOf(stdout + stderr) };
}

interface CheckovCheck {
  check_id: string;
  resource: string;
  check_result: { suppress_comment?: string };
}

interface CheckovReport {
  results: { failed_checks: CheckovCheck[]; skipped_checks: CheckovCheck[] };
  summary: { passed: number; failed: number; skipped: number; parsing_errors: number };
}

export interface CheckovVerdict extends Verdict {
  passed: number;
  /** Check and reason of every inline skip that was needed. */
  skipped: { check: string; reason: string }[];
}

/** Policy checks of a folder of Terraform. */
export function askCheckov(found: Found, directory: string): CheckovVerdict {
  const argv = ["-m", "checkov.main", "--skip-download", "--framework", "terraform", "-o", "json"];
  const { code, stdout, stderr } = ask({ found, role: "python" }, [...argv, "-d", directory]);
  if (!stdout.trimStart().startsWith("{"))
    throw new Error(`checkov gave no report (${code}): ${stdout}${stderr}`);
  const { results, summary } = JSON.parse(stdout) as CheckovReport;
  const lines = results.failed_checks.map(({ check_id, resource }) => `${check_id} ${resource}`);
  if (summary.parsing_errors > 0) lines.push(`${summary.parsing_errors} files cannot be parsed`);
  const skipped = results.skipped_checks.map(({ check_id, check_result }) => ({
    check: check_id,
    reason: check_result.suppress_comment ?? "",
  }));
  return { code, lines, passed: summary.passed, skipped };
}
