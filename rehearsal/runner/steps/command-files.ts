import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The files a process writes its outputs, variables, paths, state and summary to. */
export interface CommandFiles {
  output: string;
  env: string;
  path: string;
  state: string;
  summary: string;
}

/** Five empty files below the job's temporary folder, with names no other step has. */
export function createCommandFiles(temp: string): CommandFiles {
  const directory = path.join(temp, "_runner_file_commands");
  mkdirSync(directory, { recursive: true });
  const id = randomUUID();
  const create = (prefix: string): string => {
    const file = path.join(directory, `${prefix}_${id}`);
    writeFileSync(file, "");
    return file;
  };
  return {
    output: create("set_output"),
    env: create("set_env"),
    path: create("add_path"),
    state: create("save_state"),
    summary: create("step_summary"),
  };
}

export const commandFileEnvironment = (files: CommandFiles): Record<string, string> => ({
  GITHUB_OUTPUT: files.output,
  GITHUB_ENV: files.env,
  GITHUB_PATH: files.path,
  GITHUB_STATE: files.state,
  GITHUB_STEP_SUMMARY: files.summary,
});

export function removeCommandFiles(files: CommandFiles): void {
  for (const file of Object.values(files) as string[]) rmSync(file, { force: true });
}
