import { readFileSync } from "node:fs";

/**
 * Takes the event file away from the libraries of this process when it is not JSON, such as one that was cut off:
 * @actions/github parses it while it is loaded, and would end the action with a stack trace.
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

// Whoever imports this file before the library is safe.
dropBrokenEventFile(process.env);
