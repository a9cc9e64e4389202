import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Frame } from "../jobs/state.ts";
import { runCommand, textOf, type Executor } from "./invocation.ts";

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const ARGUMENTS: Readonly<Record<string, string>> = {
  bash: "--noprofile --norc -eo pipefail {0}",
  sh: "-e {0}",
  python: "{0}",
  pwsh: `-command ". '{0}'"`,
  powershell: `-command ". '{0}'"`,
  cmd: `/D /E:ON /V:OFF /S /C "CALL "{0}""`,
};

/** File extensions of scripts, by the shell's name as written in the workflow. Other shells have none. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  "": ".sh",
  bash: ".sh",
  sh: ".sh",
  python: ".py",
  pwsh: ".ps1",
  powershell: ".ps1",
  cmd: ".cmd",
};

/**
 * Splits a command line as .NET does for the runner: at whitespace outside of double quotes. A backslash before a
 * double quote makes the quote a plain character. Single quotes have no meaning.
 * https://github.com/dotnet/runtime/blob/main/src/libraries/System.Diagnostics.Process/src/System/Diagnostics/Process.Unix.cs
 */
function splitCommand(line: string): string[] {
  const words = line.match(/(?:\\"|"(?:\\"|[^"])*"|[^\s"])+/g) ?? [];
  return words.map((word) => word.replace(/\\"|"/g, (mark) => (mark === '"' ? "" : '"')));
}

/**
 * Returns the argv of a shell, given by name or as a template with {0} for the script's file.
 * @throws Error for a template without a placeholder for the file
 */
export function shellCommand(shell: string, script: string): [file: string, ...args: string[]] {
  if (shell === "") return ["bash", "-e", script];
  const [program = "", ...rest] = shell.split(" ");
  const given = rest.join(" ").trimStart();
  const template = given === "" ? (ARGUMENTS[program.toLowerCase()] ?? "") : given;
  if (!template.includes("{0}"))
    throw new Error(
      `Invalid shell option. Shell must be a valid built-in (bash, sh, python, pwsh) or a format string containing '{0}', got '${shell}'`,
    );
  return [program, ...splitCommand(template).map((arg) => arg.replaceAll("{0}", script))];
}

/**
 * Returns the file of a script. A PowerShell script is wrapped so that it fails at the first command that fails.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/ScriptHandlerHelpers.cs
 */
export function scriptFile(shell: string, script: string): { extension: string; content: string } {
  const [name = ""] = shell.split(" ");
  const extension = EXTENSIONS[name.toLowerCase()] ?? "";
  const content = script.endsWith("\n") ? script : `${script}\n`;
  if (name !== "pwsh" && name !== "powershell") return { extension, content };
  const end = "if ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }";
  return { extension, content: `$ErrorActionPreference = 'stop'\n${content}${end}\n` };
}

/**
 * Finds the executable of a shell: in the folders that steps added to PATH, then in the runner's PATH. A PATH in the
 * step's own env only applies to the script's commands.
 * @throws Error in the runner's words if there is none
 */
function findProgram(program: string, { paths, request }: Frame["job"]): string {
  if (program.includes("/")) return program;
  const own = (request.environment["PATH"] ?? "").split(path.delimiter);
  for (const folder of [...[...paths].reverse(), ...own]) {
    const file = path.join(folder, program);
    if (folder !== "" && existsSync(file) && statSync(file).isFile()) return file;
  }
  throw new Error(`${program}: command not found`);
}

/** Runs a `run:` step. */
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
      file: findProgram(program, job),
      args,
      directory: path.resolve(job.checkout, directory),
    });
  } finally {
    rmSync(file, { force: true });
  }
};
