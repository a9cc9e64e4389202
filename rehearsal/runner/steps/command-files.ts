import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { JobState } from "../jobs/state.ts";

const PREFIXES = {
  GITHUB_OUTPUT: "set_output",
  GITHUB_ENV: "set_env",
  GITHUB_PATH: "add_path",
  GITHUB_STATE: "save_state",
  GITHUB_STEP_SUMMARY: "step_summary",
};

/** The files to which a process writes its outputs, variables, paths, state and summary, by environment variable. */
export type CommandFiles = Record<keyof typeof PREFIXES, string>;

/** Creates five empty files in the job's temporary folder, with unique names. */
function createCommandFiles(temp: string): CommandFiles {
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

/**
 * Provides a step with its command files while `task` runs. The files are in the github context too (github.output,
 * github.env).
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs (InitializeFiles)
 */
export async function withCommandFiles<T>(
  job: Pick<JobState, "temp" | "github">,
  task: (files: CommandFiles) => Promise<T>,
): Promise<T> {
  const files = createCommandFiles(job.temp);
  for (const [variable, file] of Object.entries(files))
    job.github[variable.slice("GITHUB_".length).toLowerCase()] = file;
  try {
    return await task(files);
  } finally {
    for (const file of Object.values(files)) rmSync(file, { force: true });
  }
}
