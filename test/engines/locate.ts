import { access, constants } from "node:fs/promises";
import path from "node:path";
import { execute } from "./execute.ts";

/** Returns the absolute path of a program on PATH, or in the system directories that the PATH of a user may lack. */
export async function locate(
  program: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const folders = (environment.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  for (const folder of [...folders, "/usr/sbin", "/sbin"]) {
    const file = path.resolve(folder, program);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Returns the first `1.2` or `1.2.3` that a program prints when asked for its version; "unknown" if it prints none. */
export async function versionOf(
  program: string,
  argv: readonly string[] = ["--version"],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const text = await execute(program, argv, { timeoutMs: 20_000, env });
    return /\d+\.\d+(?:\.\d+)?(?:-[\w.]+)?/.exec(text)?.[0] ?? "unknown";
  } catch {
    // The program does not run: the caller goes on without the version.
    return "unknown";
  }
}
