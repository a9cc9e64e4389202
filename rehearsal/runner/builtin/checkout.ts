import { execFile } from "node:child_process";
import { constants, existsSync } from "node:fs";
import { copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { commitOf, refOf, shortRef } from "../jobs/context.ts";
import type { JobState } from "../jobs/state.ts";
import type { Repository, RunRequest } from "../request.ts";
import { actionInputs, namedInputs } from "../steps/inputs.ts";
import type { Executor } from "../steps/invocation.ts";
import { keepOnly, readSparse } from "./sparse-checkout.ts";

const execute = promisify(execFile);
const LARGE = 64 * 1024 * 1024;

/**
 * All inputs of actions/checkout. Some have no effect here, because they only change how the same files are fetched.
 * https://github.com/actions/checkout/blob/main/action.yml
 */
const INPUTS = namedInputs(
  "repository",
  "ref",
  "path",
  "persist-credentials",
  "token",
  "ssh-key",
  "ssh-known-hosts",
  "ssh-strict",
  "ssh-user",
  "fetch-depth",
  "fetch-tags",
  "filter",
  "clean",
  "submodules",
  "lfs",
  "reference",
  "show-progress",
  "sparse-checkout",
  "sparse-checkout-cone-mode",
  "set-safe-directory",
  "github-server-url",
  "allow-unsafe-pr-checkout",
);

function find(name: string, request: RunRequest): Repository {
  const known = [request.repository, ...request.others];
  const found = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = known.map((one) => one.name).join(", ");
  throw new Error(`repository '${name}' not found; this run knows ${names}`);
}

/**
 * Requires that the job may read a repository: a job's token can read its own repository and public ones.
 * https://docs.github.com/actions/concepts/security/github_token
 * @throws Error in git's words: for other jobs, a private repository does not exist
 */
function requireReadable(
  repository: Repository,
  { token = "", "ssh-key": key = "" }: Readonly<Record<string, string>>,
  job: JobState,
): void {
  const { request, credentials } = job;
  const isOwn = repository === request.repository;
  const hasOther = key !== "" || (token !== "" && token !== credentials.token);
  if (isOwn || repository.private !== true || hasOther) return;
  const url = `${request.servers.serverUrl}/${repository.name}/`;
  throw new Error(`fatal: repository '${url}' not found`);
}

/** Returns the refs and commits that stand for the files in the repository's folder. */
function versions(repository: Repository, request: RunRequest): string[] {
  const ref = refOf(repository, request);
  const own = repository === request.repository ? [request.headRef, request.baseRef] : [];
  const all = [commitOf(repository, request), repository.sha, ref, shortRef(ref), repository.ref];
  return [...new Set([...all, shortRef(repository.ref), ...own])].filter(
    (version): version is string => version !== undefined && version !== "",
  );
}

/**
 * Finds the commit of a version that is not the one in the folder but is in the history. Only the run's own repository
 * has all its versions here. For another repository, the work tree is used, whatever the version.
 * @returns undefined if the version stands for the files in the folder
 * @throws Error if there is no such version
 */
async function findOther(
  version: string,
  repository: Repository,
  request: RunRequest,
): Promise<string | undefined> {
  if (version === "") return undefined;
  if (repository === request.repository && hasHistory(repository)) {
    const commit = await commitNamed(version, repository, request);
    if (commit !== undefined) return commit === commitOf(repository, request) ? undefined : commit;
  }
  const accepted = versions(repository, request);
  if (accepted.includes(version)) return undefined;
  throw new Error(
    `A branch or tag with the name '${version}' could not be found in ${repository.name}; its files here are those of ${accepted.join(", ")}`,
  );
}

/** Returns the commit that a branch, a tag, a full ref or a commit id refers to in the repository. */
async function commitNamed(
  version: string,
  { directory }: Repository,
  { environment }: RunRequest,
): Promise<string | undefined> {
  if (!/^[\w./-]+$/.test(version)) return undefined;
  const argv = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${version}^{commit}`];
  const found = execute("git", argv, { cwd: directory, env: { ...environment } });
  return found.then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

const hasHistory = ({ directory }: Repository): boolean => existsSync(path.join(directory, ".git"));

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

/** Returns the files that a commit of the folder would contain: tracked and new files, without ignored ones. */
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
    // The file is tracked but was deleted in the work tree.
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

interface Clone {
  from: string;
  to: string;
  sha: string;
  /** Number of commits; 0 for all commits of all branches. */
  depth: number;
  env: Record<string, string>;
}

/**
 * Clones the history, without files. A complete clone borrows the objects of the source: nothing is copied, and nothing
 * is written back. A shallow clone copies its objects, so that commits outside of its depth do not exist, as on GitHub.
 */
async function cloneHistory({ from, to, sha, depth, env }: Clone): Promise<void> {
  const git = (...argv: string[]) => execute("git", argv, { cwd: to, env });
  const known = await execute("git", ["cat-file", "-e", `${sha}^{commit}`], {
    cwd: from,
    env,
  }).then(
    () => true,
    // A pull request's merge commit may exist only on GitHub. In that case, HEAD stays the source's HEAD.
    () => false,
  );
  if (depth === 0) await git("clone", "--quiet", "--shared", "--no-checkout", from, to);
  else {
    const source = pathToFileURL(from).href;
    await git("init", "--quiet", "--initial-branch=main");
    await git("remote", "add", "origin", source);
    await git("fetch", "--quiet", "--no-tags", `--depth=${depth}`, "origin", known ? sha : "HEAD");
    await git("update-ref", "--no-deref", "HEAD", "FETCH_HEAD");
  }
  if (known) await git("update-ref", "--no-deref", "HEAD", sha);
  await git("reset", "--quiet", "--mixed").catch((error: unknown) => {
    throw new Error(`git cannot read the history of ${from}: ${(error as Error).message}`);
  });
}

/**
 * Returns how much of the history to fetch. The history of another repository is used as it is, because a copy could be
 * large.
 */
function depthOf(given: string, repository: Repository, request: RunRequest): number {
  if (repository !== request.repository) return 0;
  const depth = given === "" ? 1 : Number(given);
  if (Number.isInteger(depth) && depth >= 0) return depth;
  // The action treats a value that is not a number as 0.
  return 0;
}

const wantsSubmodules = ({ submodules = "" }: Readonly<Record<string, string>>): boolean =>
  ["TRUE", "RECURSIVE"].includes(submodules.trim().toUpperCase());

async function empty(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const names = await readdir(directory);
  await Promise.all(names.map((name) => rm(path.join(directory, name), { recursive: true })));
}

/** actions/checkout: copies the files of a known repository, with its history if the source has one. */
export const checkout: Executor = async (invocation) => {
  const { job } = invocation.frame;
  const { request } = job;
  const inputs = actionInputs(invocation, INPUTS);
  const repository = find(inputs["repository"] || request.repository.name, request);
  requireReadable(repository, inputs, job);
  const other = await findOther(inputs["ref"] ?? "", repository, request);
  const target = path.resolve(job.checkout, inputs["path"] ?? "");
  if (target !== job.checkout && !target.startsWith(`${job.checkout}${path.sep}`))
    throw new Error(`Repository path '${target}' is not under '${job.checkout}'`);
  const env = { ...request.environment };
  const from = repository.directory;
  await empty(target);
  const sha = other ?? commitOf(repository, request);
  const depth = depthOf(inputs["fetch-depth"] ?? "", repository, request);
  if (hasHistory(repository)) await cloneHistory({ from, to: target, sha, depth, env });
  if (other === undefined) {
    const files = await filesOf(from, env);
    await copyAll(files, from, target);
    job.log.line(`${repository.name} at ${sha}: ${files.length} files`);
  } else {
    await execute("git", ["reset", "--quiet", "--hard"], { cwd: target, env });
    job.log.line(`${repository.name} at ${sha}`);
  }
  if (wantsSubmodules(inputs) && existsSync(path.join(target, ".gitmodules")))
    job.log.warning(
      `the rehearsal does not fetch submodules: the folders that .gitmodules of ${repository.name} names are empty or missing. GitHub fetches them.`,
    );
  const sparse = readSparse(inputs);
  if (sparse !== undefined && !hasHistory(repository))
    throw new Error(
      `the rehearsal does not serve the input 'sparse-checkout' of actions/checkout for ${repository.name}: its folder has no git history.`,
    );
  if (sparse !== undefined) await keepOnly(sparse, target, env);
  invocation.output.outputs["ref"] = inputs["ref"] || refOf(repository, request);
  invocation.output.outputs["commit"] = sha;
  return true;
};
