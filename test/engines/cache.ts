import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { EngineProblem } from "./engine.ts";

/** What a cache entry holds and what it is made from. */
export interface Recipe {
  name: string;
  version: string;
  /** Texts that determine the result in addition to the version: go.sum, a requirements file, package names. */
  inputs: readonly string[];
  /** Relative paths of files of the entry. Their checksums are recorded, and compared whenever the entry is found. */
  programs: readonly string[];
  /** Free disk space in MiB that is needed to make the entry. */
  spaceMiB?: number;
}

interface Manifest {
  key: string;
  /** sha256 in hex by relative path. */
  programs: Record<string, string>;
}

const MANIFEST = ".manifest.json";

/**
 * Returns the folder of the engines: `$EKS_PIPELINE_CACHE`, else in the XDG cache directory, else in `~/.cache`.
 * https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  // The specification calls relative paths invalid, and they would depend on the working directory.
  const chosen = [environment.EKS_PIPELINE_CACHE, environment.XDG_CACHE_HOME].find(
    (directory) => directory !== undefined && path.isAbsolute(directory),
  );
  return path.join(chosen ?? path.join(homedir(), ".cache"), "eks-pipeline", "engines");
}

/** Returns `VERSION-HASH`. The hash covers the version, the inputs, the platform and the names of the programs. */
export function entryKey(recipe: Recipe): string {
  const parts = [
    recipe.version,
    process.platform,
    process.arch,
    ...recipe.inputs,
    ...recipe.programs,
  ];
  const hash = createHash("sha256");
  // Without the lengths, ["ab", "c"] and ["a", "bc"] would have the same hash.
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return `${recipe.version}-${hash.digest("hex").slice(0, 16)}`;
}

function entryDirectory(recipe: Recipe, root = cacheRoot()): string {
  return path.join(root, recipe.name, entryKey(recipe));
}

/**
 * Returns the directory of the entry.
 * @returns undefined unless the entry is complete and its programs have the recorded checksums
 */
export async function findEntry(recipe: Recipe, root = cacheRoot()): Promise<string | undefined> {
  const directory = entryDirectory(recipe, root);
  const manifest = await readManifest(directory);
  if (manifest?.key !== entryKey(recipe)) return undefined;
  for (const program of recipe.programs) {
    const actual = await sha256(path.join(directory, program)).catch(() => undefined);
    if (actual === undefined || actual !== manifest.programs[program]) return undefined;
  }
  return directory;
}

async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path.join(directory, MANIFEST), "utf8")) as Manifest;
  } catch {
    // The entry is missing or incomplete. In both cases it does not count.
    return undefined;
  }
}

/**
 * Returns the directory of the entry, and makes the entry first if it is missing.
 *
 * `build` fills a temporary folder next to it. The folder gets its final name only when it contains every program, so
 * an incomplete entry is never found. If two runs build at the same time, the second one uses the entry of the first.
 *
 * @throws EngineProblem if the disk is too full or a promised program is missing
 */
export async function installEntry(
  recipe: Recipe,
  build: (directory: string) => Promise<void>,
  root = cacheRoot(),
): Promise<string> {
  const present = await findEntry(recipe, root);
  if (present !== undefined) return present;
  const directory = entryDirectory(recipe, root);
  const unfinished = await makeUnfinished(directory);
  try {
    await requireSpace(unfinished, recipe.spaceMiB ?? 50);
    await build(unfinished);
    await seal(recipe, unfinished);
    if ((await findEntry(recipe, root)) === undefined) await takePlace(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}

/**
 * Gives a finished entry its name. An entry that already has this name is damaged, unless another run has just made it.
 */
async function takePlace(unfinished: string, directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  try {
    await rename(unfinished, directory);
  } catch (error) {
    // Another run made the entry in the meantime. Its entry is as good as ours.
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Makes the temporary folder, on the file system of the entry so that it can be renamed. */
async function makeUnfinished(directory: string): Promise<string> {
  try {
    await mkdir(path.dirname(directory), { recursive: true });
    return await mkdtemp(`${directory}.unfinished-`);
  } catch (error) {
    throw new EngineProblem(
      `${path.dirname(directory)} cannot be written (${(error as NodeJS.ErrnoException).code ?? "?"}): set EKS_PIPELINE_CACHE to a directory of yours`,
    );
  }
}

async function requireSpace(directory: string, wantedMiB: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const freeMiB = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMiB >= wantedMiB) return;
  throw new EngineProblem(
    `${freeMiB} MiB free in ${directory}, ${wantedMiB} needed: make room, or set EKS_PIPELINE_CACHE to a directory on a larger disk`,
  );
}

async function seal(recipe: Recipe, directory: string): Promise<void> {
  const programs: Record<string, string> = {};
  for (const program of recipe.programs) {
    try {
      programs[program] = await sha256(path.join(directory, program));
    } catch {
      throw new EngineProblem(
        `installing ${recipe.name} ${recipe.version} gave no ${program}; the package has another layout than expected`,
      );
    }
  }
  const manifest: Manifest = { key: entryKey(recipe), programs };
  await writeFile(path.join(directory, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
