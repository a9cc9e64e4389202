import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Which files of a checkout are kept. */
export interface Sparse {
  /** Folders in cone mode, otherwise patterns as in .gitignore. */
  patterns: string[];
  isCone: boolean;
}

/** Reads the inputs of a sparse checkout. `filter`, which fetches less and keeps all files, takes precedence. */
export function readSparse(inputs: Readonly<Record<string, string>>): Sparse | undefined {
  const lines = (inputs["sparse-checkout"] ?? "").split("\n").map((line) => line.trim());
  const patterns = lines.filter((line) => line !== "");
  if (patterns.length === 0 || (inputs["filter"] ?? "") !== "") return undefined;
  const isCone = (inputs["sparse-checkout-cone-mode"] || "true").toUpperCase() === "TRUE";
  return { patterns, isCone };
}

/**
 * Removes the files of a checkout that a sparse checkout leaves out. In cone mode, git also keeps the files of the
 * root and of the parent folders.
 * https://github.com/actions/checkout/blob/main/src/git-source-provider.ts
 * @throws Error in git's words for patterns that git refuses
 */
export async function keepOnly(
  { patterns, isCone }: Sparse,
  directory: string,
  env: Record<string, string>,
): Promise<void> {
  const git = (...argv: string[]) => execute("git", argv, { cwd: directory, env });
  // git keeps files that may have changed. For files that were copied, it knows that they have not after this look.
  await git("status", "--porcelain");
  const mode = isCone ? "--cone" : "--no-cone";
  await git("sparse-checkout", "set", mode, "--end-of-options", ...patterns);
}
