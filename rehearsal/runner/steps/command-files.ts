import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const PREFIXES = {
  GITHUB_OUTPUT: "set_output",
  GITHUB_ENV: "set_env",
  GITHUB_PATH: "add_path",
  GITHUB_STATE: "save_state",
  GITHUB_STEP_SUMMARY: "step_summary",
};

/** The files a process writes its outputs, variables, paths, state and summary to, by environment variable. */
export type CommandFiles = Record<keyof typeof PREFIXES, string>;

/** Five empty files below the job's temporary folder, with names no other step has. */
export function createCommandFiles(temp: string): CommandFiles {
  const directory = path.join(temp, "_runner_file_commands");
  mkdirSync(directory, { recursive: true });
  const id = randomUUID();
  const files = Object.entries(PREFIXES).map(([variable, prefix]) => {
    const file = path.join(directory, `${prefix}_${id}`);
    writeFileSync(file, "");
    return [variable, file];
  });
  return Object.fromEntries(files) as CommandFiles;
}

export function removeCommandFiles(files: CommandFiles): void {
  for (const file of Object.values(files)) rmSync(file, { force: true });
}
