import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { BuildRequest } from "./arguments.ts";

/**
 * Files of git that contain credentials: actions/checkout writes the job's token into them, and a COPY of the complete
 * context would put it into the image. Git's history stays readable without them.
 * https://github.com/actions/checkout#usage (persist-credentials)
 */
const CONFIGURATIONS = [
  "**/.git/config",
  "**/.git/modules/**/config",
  "**/.git/worktrees/**/config",
];

/**
 * Returns the text of an ignore file that also leaves out git's files with credentials. They come last, because the
 * last pattern decides.
 */
export const withoutGitConfiguration = (ignoreFile: string): string =>
  [ignoreFile, ...CONFIGURATIONS, ""].join("\n");

/**
 * Reads the ignore file. As in BuildKit, `<Dockerfile>.dockerignore` takes precedence over the context's own. @returns
 * undefined if there is none
 */
export function readIgnoreFile(context: string, dockerfile: string): Buffer | undefined {
  const found = [`${dockerfile}.dockerignore`, path.join(context, ".dockerignore")].find((file) =>
    existsSync(file),
  );
  return found === undefined ? undefined : readFileSync(found);
}

/**
 * Leaves git's configuration out of a context that contains it: the Dockerfile is built from a private copy, with its
 * own ignore file next to it.
 * @param directory a private folder
 * @returns the request itself if the context has no folder of git
 */
export function hideGitConfiguration(request: BuildRequest, directory: string): BuildRequest {
  const { context, file } = request;
  if (!hasGitFolder(context)) return request;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const copy = path.join(directory, path.basename(file));
  copyFileSync(file, copy);
  const ignored = readIgnoreFile(context, file)?.toString() ?? "";
  writeFileSync(`${copy}.dockerignore`, withoutGitConfiguration(ignored));
  return { ...request, file: copy };
}

/** Searches at any depth: a second checkout may be in a folder of its own. */
function hasGitFolder(folder: string): boolean {
  try {
    return readdirSync(folder, { withFileTypes: true }).some(
      (entry) =>
        entry.isDirectory() &&
        (entry.name === ".git" || hasGitFolder(path.join(folder, entry.name))),
    );
  } catch {
    // The build itself reports what cannot be read.
    return false;
  }
}
