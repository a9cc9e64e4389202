import { execFile } from "node:child_process";
import { constants, existsSync } from "node:fs";
import { copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { commitOf, refOf, shortRef } from "../jobs/context.ts";
import type { Repository, RunRequest } from "../request.ts";
import { actionInputs, namedInputs } from "../steps/inputs.ts";
import type { Executor } from "../steps/invocation.ts";

const execute = promisify(execFile);
const LARGE = 64 * 1024 * 1024;

/** Inputs of actions/checkout that mean something here, and those that are taken without effect. */
const INPUTS = namedInputs(
  "repository",
  "ref",
  "path",
  "persist-credentials",
  "token",
  "fetch-depth",
  "fetch-tags",
  "clean",
  "submodules",
  "lfs",
  "show-progress",
  "sparse-checkout",
  "set-safe-directory",
);

function find(name: string, request: RunRequest): Repository {
  const known = [request.repository, ...request.others];
  const found = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = known.map((one) => one.name).join(", ");
  throw new Error(`repository '${name}' not found; this run knows ${names}`);
}

/** The refs and commits that mean the files that are here. */
function versions(repository: Repository, request: RunRequest): string[] {
  const ref = refOf(repository, request);
  const own = repository === request.repository ? [request.headRef, request.baseRef] : [];
  const all = [commitOf(repository, request), repository.sha, ref, shortRef(ref), repository.ref];
  return [...new Set([...all, shortRef(repository.ref), ...own])].filter(
    (version): version is string => version !== undefined && version !== "",
  );
}

function checkVersion(version: string, repository: Repository, request: RunRequest): void {
  const accepted = versions(repository, request);
  if (version !== "" && !accepted.includes(version))
    throw new Error(
      `A branch or tag with the name '${version}' could not be found in ${repository.name}; its files here are those of ${accepted.join(", ")}`,
    );
}

async function walk(directory: string, below = ""): Promise<string[]> {
  const entries = await readdir(path.join(directory, below), { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name === "node_modules" || entry.name === ".git") continue;
    const file = path.join(below, entry.name);
    files.push(...(entry.isDirectory() ? await walk(directory, file) : [file]));
  }
  return files;
}

/** What a commit of the folder would hold: tracked and new files, without what is ignored. */
async function filesOf(directory: string, env: Record<string, string>): Promise<string[]> {
  if (!existsSync(path.join(directory, ".git"))) return walk(directory);
  const argv = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout } = await execute("git", argv, { cwd: directory, env, maxBuffer: LARGE });
  return stdout.split("\0").filter((file) => file !== "");
}

async function copy(from: string, to: string): Promise<void> {
  let found;
  try {
    found = await lstat(from);
  } catch {
    // Tracked, and deleted in the work tree.
    return;
  }
  await mkdir(path.dirname(to), { recursive: true });
  if (found.isSymbolicLink()) await symlink(await readlink(from), to);
  else if (found.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
}

async function copyAll(files: readonly string[], from: string, to: string): Promise<void> {
  const BATCH = 64;
  for (let start = 0; start < files.length; start += BATCH) {
    const batch = files.slice(start, start + BATCH);
    await Promise.all(batch.map((file) => copy(path.join(from, file), path.join(to, file))));
  }
}

/** The history, as a clone that borrows the objects of the source: nothing is copied, nothing is written back. */
async function cloneHistory(from: string, to: string, sha: string, env: Record<string, string>) {
  const git = (...argv: string[]) => execute("git", argv, { cwd: to, env });
  await git("clone", "--quiet", "--shared", "--no-checkout", from, to);
  const known = await git("cat-file", "-e", `${sha}^{commit}`).then(
    () => true,
    // A pull request's merge commit exists only on GitHub: HEAD stays that of the source.
    () => false,
  );
  if (known) await git("update-ref", "--no-deref", "HEAD", sha);
  await git("reset", "--quiet", "--mixed").catch((error: unknown) => {
    throw new Error(`git cannot read the history of ${from}: ${(error as Error).message}`);
  });
}

async function empty(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const names = await readdir(directory);
  await Promise.all(names.map((name) => rm(path.join(directory, name), { recursive: true })));
}

/** actions/checkout: the files of a known repository, with its history when the source has one. */
export const checkout: Executor = async (invocation) => {
  const { job } = invocation.frame;
  const { request } = job;
  const inputs = actionInputs(invocation, INPUTS);
  const repository = find(inputs["repository"] || request.repository.name, request);
  checkVersion(inputs["ref"] ?? "", repository, request);
  const target = path.resolve(job.checkout, inputs["path"] ?? "");
  if (target !== job.checkout && !target.startsWith(`${job.checkout}${path.sep}`))
    throw new Error(`Repository path '${target}' is not under '${job.checkout}'`);
  const env = { ...request.environment };
  const source = repository.directory;
  await empty(target);
  const commit = commitOf(repository, request);
  if (existsSync(path.join(source, ".git"))) await cloneHistory(source, target, commit, env);
  const files = await filesOf(source, env);
  await copyAll(files, source, target);
  job.log.line(`${repository.name} at ${commit}: ${files.length} files`);
  invocation.output.outputs["ref"] = inputs["ref"] || refOf(repository, request);
  invocation.output.outputs["commit"] = commit;
  return true;
};
