import { spawnSync } from "node:child_process";
import path from "node:path";
import type { Found } from "../../engines/engine.ts";
import { ROOT, actionFiles, workflowFiles } from "../../support/workflows/files.ts";

/** Findings of a linter, one line each, and its exit code. */
export interface LintResult {
  code: number;
  lines: string[];
}

interface Program {
  found: Found;
  /** Role of the program in `found.files`. */
  role: string;
}

/** Runs a linter in the checkout, without variables that could configure it. */
function run({ found, role }: Program, argv: readonly string[]) {
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

/**
 * Runs actionlint. Its findings are `file:line:column: message [check]`.
 * @param configured whether .github/actionlint.yaml counts
 */
export function runActionlint(
  found: Found,
  configured: boolean,
  files: readonly string[] = workflowFiles(),
): LintResult {
  const configuration = configured ? path.join(ROOT, ".github/actionlint.yaml") : "/dev/null";
  // Not every machine has shellcheck and pyflakes, but the result has to be the same everywhere.
  const argv = ["-oneline", "-shellcheck=", "-pyflakes=", "-config-file", configuration, ...files];
  const { code, stdout, stderr } = run({ found, role: "actionlint" }, argv);
  return { code, lines: linesOf(stdout + stderr) };
}

/** Runs zizmor with the pedantic persona, without network. Its policies are in .github/zizmor.yml. */
export function runZizmor(
  found: Found,
  configured: boolean,
  files: readonly string[] = [...workflowFiles(), ...actionFiles()],
): LintResult {
  const fixed = ["--offline", "--pedantic", "--strict-collection", "--no-progress", "--quiet"];
  const configuration = configured ? ["--config", ".github/zizmor.yml"] : ["--no-config"];
  const argv = [...fixed, "--format=github", ...configuration, ...files];
  const { code, stdout, stderr } = run({ found, role: "zizmor" }, argv);
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

export interface CheckovResult extends LintResult {
  passed: number;
  /** Check and reason of every inline skip that was needed. */
  skipped: { check: string; reason: string }[];
}

/** Runs checkov's policy checks on a folder of Terraform files. */
export function runCheckov(found: Found, directory: string): CheckovResult {
  const argv = ["-m", "checkov.main", "--skip-download", "--framework", "terraform", "-o", "json"];
  const { code, stdout, stderr } = run({ found, role: "python" }, [...argv, "-d", directory]);
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
