import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand, textOf, type Executor } from "./invocation.ts";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const SHELLS: Readonly<Record<string, string>> = {
  "": "bash -e {0}",
  bash: "bash --noprofile --norc -eo pipefail {0}",
  sh: "sh -e {0}",
  python: "python {0}",
  pwsh: `pwsh -command ". '{0}'"`,
};

/**
 * Splits a command line as .NET does for the runner: at blanks outside double quotes; a backslash before a double quote
 * makes it a plain character; single quotes mean nothing.
 * https://github.com/dotnet/runtime/blob/main/src/libraries/System.Diagnostics.Process/src/System/Diagnostics/Process.Unix.cs
 */
function splitCommand(line: string): string[] {
  const words = line.match(/(?:\\"|"(?:\\"|[^"])*"|[^\s"])+/g) ?? [];
  return words.map((word) => word.replace(/\\"|"/g, (mark) => (mark === '"' ? "" : '"')));
}

/** The argv of a shell, by name or as a template with {0} for the script's file. */
export function shellCommand(shell: string, script: string): [file: string, ...args: string[]] {
  const template = SHELLS[shell.toLowerCase()] ?? shell;
  if (!template.includes("{0}"))
    throw new Error(
      `Invalid shell option. Shell must be a valid built-in (bash, sh, python, pwsh) or a format string containing '{0}', got '${shell}'`,
    );
  const [file = "", ...args] = splitCommand(template);
  return [file, ...args.map((arg) => arg.replaceAll("{0}", script))];
}

/**
 * The file of a script. PowerShell's begins and ends so that it fails with the first command that fails.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/ScriptHandlerHelpers.cs
 */
function scriptFile(shell: string, script: string): { extension: string; content: string } {
  const name = path.basename(splitCommand(shell)[0] ?? "").toLowerCase();
  const content = script.endsWith("\n") ? script : `${script}\n`;
  if (name === "python") return { extension: ".py", content };
  if (name !== "pwsh" && name !== "powershell") return { extension: ".sh", content };
  const end = "if ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }";
  return { extension: ".ps1", content: `$ErrorActionPreference = 'stop'\n${content}${end}\n` };
}

/** A `run:` step. */
export const runScript: Executor = async (invocation) => {
  const { frame, step } = invocation;
  const { job } = frame;
  const script = textOf(step.run, invocation) ?? "";
  const isAction = frame.actionPath !== undefined;
  const shell = textOf(step.shell, invocation) ?? (isAction ? undefined : job.defaults.shell) ?? "";
  const directory =
    textOf(step.directory, invocation) ?? (isAction ? undefined : job.defaults.directory) ?? "";
  mkdirSync(job.temp, { recursive: true });
  const { extension, content } = scriptFile(shell, script);
  const file = path.join(job.temp, `${randomUUID()}${extension}`);
  writeFileSync(file, content);
  const [program, ...args] = shellCommand(shell, file);
  job.log.line(`##[group]Run ${script.split("\n")[0] ?? ""}`);
  for (const line of script.trimEnd().split("\n")) job.log.line(line);
  job.log.line(`shell: ${[program, ...args.map((arg) => (arg === file ? "{0}" : arg))].join(" ")}`);
  job.log.line("##[endgroup]");
  try {
    return await runCommand(invocation, {
      file: program,
      args,
      directory: path.resolve(job.checkout, directory),
    });
  } finally {
    rmSync(file, { force: true });
  }
};
