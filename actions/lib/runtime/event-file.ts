import { readFileSync } from "node:fs";

/**
 * Hides the event file from the libraries of this process if it is not JSON, for example because it was cut off.
 * @actions/github parses the file while it is loaded, and would end the action with a stack trace.
 * https://github.com/actions/toolkit/blob/main/packages/github/src/context.ts
 * @param variables those of the process; changed in place
 */
export function dropBrokenEventFile(variables: NodeJS.ProcessEnv): void {
  const file = variables["GITHUB_EVENT_PATH"];
  if (file === undefined || file === "") return;
  try {
    JSON.parse(readFileSync(file, "utf8"));
  } catch {
    delete variables["GITHUB_EVENT_PATH"];
  }
}

// A module that imports this file before the library is safe.
dropBrokenEventFile(process.env);
